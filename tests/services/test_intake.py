"""The full intake: told by who referred, or written down with them and confirmed; each reads of it
what is theirs, and each time it is told makes a version.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cards.case_page import lay_out_case_page
from domain.access import Action, CaseState, Ground
from domain.audit import AuditEvent
from domain.case import seat_referrer
from domain.case_page import CaseLeaf
from domain.identifiers import CaseId, MemberId
from domain.incorrect import MarkState, StatementPart
from domain.informing import LONGEST_WITHIN, Informed, NotYet, NotYetGround
from domain.intake import HasAny, Intake, IntakeLackingError
from domain.intake_confirmation import (
    ConfirmationState,
    IntakeChangedError,
    IntakeConfirmation,
    IntakeConfirmedError,
    NothingToConfirmError,
)
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from services.access import NotNowError, RefusedError, require_case
from services.added_facts import read_added
from services.case_leaves import IntakeLeaf
from services.case_page import read_case_page
from services.held_questions import take_over_questions
from services.incorrect import (
    correct_statement,
    mark_incorrect,
    open_mark_to_answer,
    open_story_to_mark,
)
from services.informing import look_at_informing
from services.intake import open_intake, read_to_fill, tell_intake, view_intake_gaps
from services.intake_confirmation import (
    IntakeRow,
    confirm_intake,
    list_own_intakes,
    look_at_intake,
    open_intake_to_confirm,
    read_own_intakes,
)
from services.leaving import look_at_places
from services.orphans import give_orphan, open_orphan
from services.referral import edit_referral, open_for_edit
from services.seen_case import SeenCase
from tests.support.canaries import CANARY
from tests.support.cards import page_text
from tests.support.enquiries import be_away
from tests.support.intakes import FULL, confirm, tell
from tests.support.judging_house import AGREED, REFERRAL, TAKE_UP, JudgingHouse
from tests.support.permits import judge_fit, weigh_seen

DAY = timedelta(days=1)


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    seen = await judging_house.refer()
    judging_house.now += timedelta(hours=1)
    return seen


@pytest.fixture
async def tested(judging_house: JudgingHouse) -> SeenCase:
    seen = await judging_house.refer("AA1-A11", state=CaseState.PURPOSE_TESTED)
    judging_house.now += timedelta(hours=1)
    return seen


async def tells(house: JudgingHouse, case: CaseId, who: str, intake: Intake = FULL) -> None:
    async with house.acting(who) as ctx:
        await tell(ctx, case, intake)


async def asked(house: JudgingHouse, case: CaseId) -> IntakeConfirmation | None:
    async with house.reading() as moment:
        return await moment.uow.intake_confirmations.find(case)


async def own(house: JudgingHouse, who: str) -> Sequence[IntakeRow]:
    async with house.acting(who) as ctx:
        listed = await list_own_intakes(ctx)
    async with house.sending_to(who) as reading:
        assert list(await read_own_intakes(reading)) == list(listed)
    return listed


async def reads(house: JudgingHouse, case: CaseId, who: str, number: int = 1) -> IntakeLeaf:
    async with house.acting(who) as ctx:
        leaf = (await read_case_page(ctx, case, CaseLeaf.INTAKE, number)).leaf
    assert isinstance(leaf, IntakeLeaf)
    return leaf


async def looks(house: JudgingHouse, case: CaseId, after: timedelta) -> IntakeConfirmation | None:
    house.now += after
    async with house.work() as moment:
        await look_at_intake(moment, case)
    return await asked(house, case)


@pytest.mark.parametrize("state", [CaseState.SUBMITTED, CaseState.PURPOSE_TESTED])
async def test_what_is_told_is_a_next_version_and_the_case_stays_where_it_is(
    judging_house: JudgingHouse, state: CaseState
):
    seen = await judging_house.refer(state=state)
    await tells(judging_house, seen.id, "agent")
    case = await judging_house.case(seen)
    assert (case.state, case.version) == (state, 1)
    async with judging_house.reading() as moment:
        assert (await moment.uow.cases.referral(seen.id, 1)) == REFERRAL
        assert (await moment.uow.cases.referral(seen.id)) == replace(REFERRAL, intake=FULL)
    assert await judging_house.events(seen.id) == [AuditEvent.REFERRAL_EDITED]


async def test_telling_the_same_again_keeps_no_version(judging_house: JudgingHouse, seen: SeenCase):
    for _ in range(2):
        await tells(judging_house, seen.id, "agent")
    async with judging_house.reading() as moment:
        assert len(await moment.uow.cases.referral_versions(seen.id)) == 2


async def test_changing_the_short_referral_leaves_the_intake_as_it_was(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "agent")
    async with judging_house.acting("agent") as ctx:
        await edit_referral(ctx, await open_for_edit(ctx, seen.id), REFERRAL)
    async with judging_house.reading() as moment:
        assert (await moment.uow.cases.referral(seen.id)).intake == FULL


async def test_what_is_told_after_the_purpose_test_coordinators_read_in_their_digest(
    judging_house: JudgingHouse, tested: SeenCase
):
    await tells(judging_house, tested.id, "agent")
    assert {"daan", "iris", "sanne"} <= set(await judging_house.told(NoticeKind.DIGEST))
    judging_house.now = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)
    async with judging_house.sending_to("iris") as reading:
        assert [one.case for one in await read_added(reading)] == [tested.id]


async def test_nobody_else_fills_it_in_and_nobody_once_it_is_weighed(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await open_intake(ctx, seen.id)
    weighed = await judging_house.take_up("MV3-T81")
    for name in ("agent", "iris"):
        async with judging_house.acting(name) as ctx:
            with pytest.raises(NotNowError):
                await open_intake(ctx, weighed.id)


async def test_what_was_told_before_is_on_record_as_seen_by_who_goes_on_with_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.acting("iris") as ctx:
        held = await read_to_fill(ctx, await open_intake(ctx, seen.id))
    assert (held.intake, held.number, held.is_informing_told) == (Intake(), 1, False)
    entries = await judging_house.on_record(seen.id)
    assert {one.part for one in entries if one.event is AuditEvent.SEEN} == {
        SeenPart.INTAKE,
        SeenPart.DIRECT_CIRCLE,
    }


# by telephone


async def test_what_a_coordinator_writes_down_the_referrer_is_asked_to_confirm(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    assert await judging_house.events(seen.id) == [
        AuditEvent.REFERRAL_EDITED,
        AuditEvent.INTAKE_TAKEN,
    ]
    (row,) = await own(judging_house, "agent")
    assert (row.case, row.code, row.unanswered_by) == (seen.id, "KX7-Q42", "")
    assert await judging_house.told(NoticeKind.DIGEST) == ["agent"]
    for who in ("iris", "sanne", "nurse"):
        assert not await own(judging_house, who)
    leaf = await reads(judging_house, seen.id, "sanne")
    assert leaf.confirmation
    assert leaf.confirmation.is_waiting
    assert leaf.confirmation.taken_by == "iris"


async def test_a_referrer_confirms_what_they_read_once_and_is_asked_no_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    async with judging_house.acting("agent") as ctx:
        await confirm(ctx, seen.id)
    assert not await own(judging_house, "agent")
    confirmed = await asked(judging_house, seen.id)
    assert confirmed
    assert confirmed.confirmed_at == judging_house.now
    async with judging_house.acting("agent") as ctx:
        permit = await open_intake_to_confirm(ctx, seen.id)
        with pytest.raises(IntakeConfirmedError):
            await confirm_intake(ctx, permit, confirmed.number)
    assert (await judging_house.events(seen.id)).count(AuditEvent.INTAKE_CONFIRMED) == 1


async def test_what_was_written_down_again_is_read_again_before_it_is_confirmed(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    await tells(judging_house, seen.id, "sanne", replace(FULL, minors=HasAny.UNKNOWN))
    async with judging_house.acting("agent") as ctx:
        permit = await open_intake_to_confirm(ctx, seen.id)
        with pytest.raises(IntakeChangedError):
            await confirm_intake(ctx, permit, 2)


async def test_who_corrects_it_themselves_has_nothing_left_to_confirm(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    await tells(judging_house, seen.id, "agent", replace(FULL, minors=HasAny.UNKNOWN))
    assert await asked(judging_house, seen.id) is None
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(NothingToConfirmError):
            await confirm(ctx, seen.id)


async def test_only_the_referrer_confirms(judging_house: JudgingHouse, seen: SeenCase):
    await tells(judging_house, seen.id, "iris")
    for who in ("iris", "sanne", "nurse"):
        async with judging_house.acting(who) as ctx:
            with pytest.raises(RefusedError):
                await open_intake_to_confirm(ctx, seen.id)


async def test_a_referrer_is_reminded_once_and_then_who_wrote_it_down_is_told(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    states = [await looks(judging_house, seen.id, 3 * DAY) for _ in range(4)]
    assert [one.state for one in states if one] == [
        ConfirmationState.REMINDED,
        *[ConfirmationState.UNANSWERED] * 3,
    ]
    digests = {
        one.business_key: one.member for one in await judging_house.notices(NoticeKind.DIGEST)
    }
    assert sorted(digests.values()) == ["agent", "agent", "iris"]
    (row,) = await own(judging_house, "iris")
    assert row.unanswered_by == "Agent"
    assert not await own(judging_house, "sanne")
    assert await own(judging_house, "agent")


async def test_of_who_wrote_it_down_and_left_every_process_director_hears_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    async with judging_house.work() as moment:
        iris = await moment.uow.people.member((await asked(judging_house, seen.id)).taken_by)
        ended = tuple(replace(one, until_on=date(2026, 2, 9)) for one in iris.appointments)
        await moment.uow.people.save_member(replace(iris, appointments=ended))
    for _ in range(2):
        await looks(judging_house, seen.id, 3 * DAY)
    assert {"sanne", "daan"} <= set(await judging_house.told(NoticeKind.DIGEST))
    assert await own(judging_house, "sanne")


async def test_while_who_wrote_it_down_is_away_every_process_director_hears_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    await be_away(judging_house, who="iris", deputy=None)
    for _ in range(2):
        await looks(judging_house, seen.id, 3 * DAY)
    assert {"sanne", "daan"} <= set(await judging_house.told(NoticeKind.DIGEST))
    assert await own(judging_house, "sanne")


async def test_once_a_case_is_weighed_nobody_is_asked_any_more(
    judging_house: JudgingHouse, tested: SeenCase
):
    await tells(judging_house, tested.id, "iris")
    async with judging_house.work() as moment:
        case = await moment.uow.cases.get(tested.id)
        await moment.uow.cases.save(replace(case, state=CaseState.TAKEN_UP))
    assert not await own(judging_house, "agent")
    lapsed = await looks(judging_house, tested.id, 3 * DAY)
    assert lapsed
    assert lapsed.state is ConfirmationState.LAPSED
    async with judging_house.acting("agent") as ctx:
        with pytest.raises(NotNowError):
            await open_intake_to_confirm(ctx, tested.id)


async def test_who_takes_over_a_referral_is_asked_in_the_place_of_who_gave_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    async with judging_house.acting("agent") as ctx:
        await take_over_questions(ctx, seen.id, MemberId("agent"), MemberId("deputy"))
    taken = await asked(judging_house, seen.id)
    assert taken
    assert taken.referrer == "deputy"


async def test_who_is_given_the_referral_of_a_colleague_that_left_is_asked_to_confirm_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "iris")
    async with judging_house.work() as moment:
        await moment.uow.cases.join_circle(seat_referrer(await moment.uow.cases.get(seen.id)))
        kept = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(kept.leave(moment.today))
        await look_at_places(moment, "house")
    async with judging_house.acting("sanne") as ctx:
        found = await open_orphan(ctx, seen.id, MemberId("agent"))
        await give_orphan(ctx, found, MemberId("deputy"))
    assert [one.code for one in await own(judging_house, "deputy")] == ["KX7-Q42"]


# who reads what


async def test_it_is_read_whole_by_coordinators_who_is_involved_and_the_referrer(
    judging_house: JudgingHouse, tested: SeenCase
):
    await tells(judging_house, tested.id, "agent")
    for who in ("iris", "sanne", "agent"):
        leaf = await reads(judging_house, tested.id, who)
        assert (leaf.intake, leaf.shows_circle, leaf.may_fill) == (FULL, True, True)
        entries = await judging_house.on_record(tested.id)
        assert {one.part for one in entries if one.who == who and one.part} == {
            SeenPart.INTAKE,
            SeenPart.DIRECT_CIRCLE,
        }
    async with judging_house.acting("nurse") as ctx:
        with pytest.raises(RefusedError):
            await read_case_page(ctx, tested.id, CaseLeaf.INTAKE)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, tested, TAKE_UP)
    leaf = await reads(judging_house, tested.id, "nurse")
    assert (leaf.intake, leaf.shows_circle, leaf.may_fill) == (FULL, True, False)


async def test_what_it_lacks_stands_beside_the_newest_and_versions_before_it_stay(
    judging_house: JudgingHouse, seen: SeenCase
):
    await tells(judging_house, seen.id, "agent", replace(FULL, tried=""))
    await tells(judging_house, seen.id, "agent")
    newest, before = [await reads(judging_house, seen.id, "iris", one) for one in (1, 2)]
    assert [one.reason for one in newest.gaps] == ["not_informed"]
    assert (newest.intake, before.intake.tried, before.gaps) == (FULL, "", ())


async def test_nobody_close_is_on_record_as_seen_where_nobody_is_told_of(
    judging_house: JudgingHouse, seen: SeenCase
):
    await reads(judging_house, seen.id, "iris")
    entries = await judging_house.on_record(seen.id)
    assert {one.part for one in entries} == {SeenPart.INTAKE}


# whether the subject was informed


async def test_whether_the_subject_was_informed_is_told_through_the_one_question_about_it(
    judging_house: JudgingHouse, seen: SeenCase
):
    said = Informed(informer="GGZ", informed_on=date(2026, 2, 9))
    async with judging_house.acting("agent") as ctx:
        gaps = await tell_intake(ctx, await open_intake(ctx, seen.id), FULL, said)
        assert not gaps
        last = await ctx.uow.informings.last_said(seen.id)
        assert last
        assert (last.said, last.signed.by) == (said, "agent")


async def test_a_referrer_who_said_not_yet_is_asked_on_their_day_and_directors_when_they_are_silent(
    judging_house: JudgingHouse, seen: SeenCase
):
    on = date(2026, 2, 9) + LONGEST_WITHIN
    said = NotYet(ground=NotYetGround.SAFETY, review_on=on)
    async with judging_house.acting("agent") as ctx:
        await tell_intake(ctx, await open_intake(ctx, seen.id), FULL, said)
    judging_house.now += LONGEST_WITHIN
    async with judging_house.work() as moment:
        await look_at_informing(moment, seen.id)
    assert await judging_house.told(NoticeKind.DIGEST) == ["agent"]
    for _ in range(3):
        async with judging_house.work() as moment:
            await look_at_informing(moment, seen.id)
    assert {"daan", "sanne"} <= set(await judging_house.told(NoticeKind.DIGEST))


# the screening


async def screens(house: JudgingHouse, seen: SeenCase, judgement: PurposeJudgement) -> None:
    async with house.acting("iris") as ctx:
        await judge_fit(ctx, seen, judgement, "Zorg en straf.", AGREED)


async def test_who_screens_reads_what_the_intake_lacks_on_record(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.acting("iris") as ctx:
        permit = await require_case(ctx, Action.SCREEN, await ctx.uow.cases.get(seen.id))
        gaps = await view_intake_gaps(ctx, permit, FULL)
    assert [one.reason for one in gaps] == ["not_informed"]
    (entry,) = await judging_house.on_record(seen.id)
    assert (entry.part, entry.ground) == (SeenPart.INTAKE, Ground.INFORMATION_COORDINATOR)


async def test_an_intake_that_lacks_something_holds_up_no_purpose_test(
    judging_house: JudgingHouse, seen: SeenCase
):
    await screens(judging_house, seen, PurposeJudgement.FITS)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED


async def test_a_house_may_want_the_whole_intake_before_it_finds_that_a_referral_fits(
    judging_house: JudgingHouse, seen: SeenCase
):
    judging_house.house = replace(judging_house.house, full_intake_first=True)
    await tells(judging_house, seen.id, "agent")
    with pytest.raises(IntakeLackingError):
        await screens(judging_house, seen, PurposeJudgement.FITS)
    said = Informed(informer="GGZ", informed_on=date(2026, 2, 9))
    async with judging_house.acting("agent") as ctx:
        await tell_intake(ctx, await open_intake(ctx, seen.id), FULL, said)
    await screens(judging_house, seen, PurposeJudgement.FITS)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED


async def test_that_a_referral_does_not_fit_never_waits_for_an_intake(
    judging_house: JudgingHouse, seen: SeenCase
):
    judging_house.house = replace(judging_house.house, full_intake_first=True)
    await screens(judging_house, seen, PurposeJudgement.DOES_NOT_FIT)
    assert (await judging_house.case(seen)).state is CaseState.NOT_TAKEN_UP


# what is incorrect


async def test_an_intake_is_called_incorrect_and_its_supplier_says_beside_it_what_it_must_be(
    judging_house: JudgingHouse, tested: SeenCase
):
    await tells(judging_house, tested.id, "agent")
    async with judging_house.acting("iris") as ctx:
        held = await open_story_to_mark(ctx, tested.id)
        mark = await mark_incorrect(ctx, held, StatementPart.INTAKE, f"{CANARY} heeft geen zus.")
    async with judging_house.acting("agent") as ctx:
        answering = await open_mark_to_answer(ctx, mark.id)
        await correct_statement(ctx, answering, f"{CANARY} heeft een broer.")
    async with judging_house.acting("iris") as ctx:
        view = await read_case_page(ctx, tested.id, CaseLeaf.INTAKE)
    (told,) = view.marks
    assert told.mark.state is MarkState.CORRECTED
    assert f"{CANARY} heeft een broer." in page_text(lay_out_case_page(view))
    assert (await reads(judging_house, tested.id, "iris")).intake == FULL
