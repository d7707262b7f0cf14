"""Who referred a case and screened it does not weigh it alone: a second coordinator confirms."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MemberId
from domain.mandate import MandateOverError
from domain.notice import NoticeKind
from domain.screening import PurposeJudgement
from domain.second_member import (
    ConfirmState,
    NobodyToConfirmError,
    NoReasonToDeclineError,
    NotToConfirmError,
    SecondMemberNeededError,
    WeigherGoneError,
)
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import RefusedError
from services.consent import Consent
from services.moment import Context
from services.second_member import (
    AskedToConfirm,
    SecondLook,
    ask_second_member,
    confirm_weighing,
    decline_weighing,
    list_to_confirm,
    open_to_confirm,
    read_to_confirm,
    view_held,
)
from services.seen_case import CaseChangedError, SeenCase, take_case
from services.weighing import needs_second_member
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED, TAKE_UP, JudgingHouse
from tests.support.mandates import a_mandate
from tests.support.permits import judge_fit, weigh_seen

MONDAY = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
DIGEST_OF_WEDNESDAY = datetime(2026, 2, 4, 7, 31, tzinfo=UTC)
LAST_DAY = date(2026, 2, 9)
DAY_AFTER = datetime(2026, 2, 10, 7, 31, tzinfo=UTC)


async def screened(house: JudgingHouse, referrer: str = "sanne", by: str = "sanne") -> SeenCase:
    house.now = MONDAY
    seen = await house.refer(referrer=referrer)
    async with house.acting(by) as ctx:
        case = await judge_fit(ctx, seen, PurposeJudgement.FITS, f"{CANARY} past.", AGREED)
    return SeenCase(id=case.id, version=case.version)


async def ask(house: JudgingHouse, seen: SeenCase) -> AskedToConfirm:
    async with house.acting("sanne") as ctx:
        return await ask_second_member(ctx, await take_case(ctx, Action.WEIGH, seen), TAKE_UP)


async def asked(house: JudgingHouse) -> SeenCase:
    seen = await screened(house)
    await ask(house, seen)
    return SeenCase(id=seen.id)


async def look(ctx: Context, seen: SeenCase) -> SecondLook:
    return await open_to_confirm(ctx, seen)


async def told(house: JudgingHouse, kind: NoticeKind = NoticeKind.DIGEST) -> set[tuple[str, str]]:
    notices = await house.notices(kind)
    return {(one.member, one.business_key.rpartition(":")[2]) for one in notices}


async def states(house: JudgingHouse, member: str) -> list[tuple[ConfirmState, bool]]:
    async with house.acting(member) as ctx:
        return [(one.state, one.is_own) for one in await list_to_confirm(ctx)]


@pytest.mark.parametrize(
    ("referrer", "screener", "weigher", "is_needed"),
    [
        ("sanne", "sanne", "sanne", True),
        ("sanne", "iris", "sanne", False),
        ("sanne", "sanne", "daan", False),
        ("agent", "sanne", "sanne", False),
    ],
)
async def test_only_who_did_all_three_needs_a_second_member(
    judging_house: JudgingHouse, referrer: str, screener: str, weigher: str, is_needed: bool
):
    seen = await screened(judging_house, referrer, screener)
    async with judging_house.acting(weigher) as ctx:
        permit = await take_case(ctx, Action.WEIGH, seen)
        assert await needs_second_member(ctx, permit) is is_needed
    async with judging_house.acting(weigher) as ctx:
        if is_needed:
            with pytest.raises(SecondMemberNeededError):
                await weigh_seen(ctx, seen, TAKE_UP)
        else:
            assert (await weigh_seen(ctx, seen, TAKE_UP)).state is CaseState.TAKEN_UP


async def test_a_house_can_do_without(judging_house: JudgingHouse):
    seen = await screened(judging_house)
    judging_house.house = replace(judging_house.house, second_member=False)
    async with judging_house.acting("sanne") as ctx:
        assert (await weigh_seen(ctx, seen, TAKE_UP)).state is CaseState.TAKEN_UP


async def test_until_a_second_member_confirms_nothing_is_done_and_only_they_hear(
    judging_house: JudgingHouse,
):
    seen = await screened(judging_house)
    before = await judging_house.circle(seen)
    waiting = await ask(judging_house, seen)
    assert waiting.names == ("Daan", "Iris")
    assert waiting.until_on == LAST_DAY
    case = await judging_house.case(seen)
    assert (case.state, case.colour) == (CaseState.PURPOSE_TESTED, None)
    assert await judging_house.circle(seen) == before
    only = {(one, "2026-02-03") for one in ("daan", "iris")}
    assert await told(judging_house) == only
    assert await told(judging_house, NoticeKind.REFERRAL_WEIGHED) == set()


async def test_who_confirms_reads_it_on_record_and_the_weighing_counts_as_who_weighed(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    assert await states(judging_house, "iris") == [(ConfirmState.WAITING, False)]
    async with judging_house.acting("iris") as ctx:
        saved = await confirm_weighing(ctx, await look(ctx, seen))
    assert saved.state is CaseState.TAKEN_UP
    assert saved.colour is not None
    assert (saved.colour.colour, saved.colour.set_by) == (Colour.RED, "sanne")
    async with judging_house.database.reading() as uow:
        weighing = await uow.weighings.get(seen.id)
        assert weighing is not None
        assert weighing.weighed_by == "sanne"
        assert await uow.second_members.find(seen.id) is None
    entries = await judging_house.on_record(seen.id)
    done = {one.event: (one.who, one.on_behalf_of) for one in entries}
    assert done[AuditEvent.WEIGHING_PLANNED] == ("sanne", None)
    assert done[AuditEvent.WEIGHING_CONFIRMED] == ("iris", None)
    assert done[AuditEvent.WEIGHED] == ("iris", "sanne")
    assert await states(judging_house, "daan") == []
    assert await told(judging_house, NoticeKind.REFERRAL_WEIGHED) == {("sanne", "told")}


async def test_nobody_confirms_their_own_weighing(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    async with judging_house.acting("sanne") as ctx:
        with pytest.raises(RefusedError):
            await look(ctx, seen)
    assert await states(judging_house, "sanne") == [(ConfirmState.WAITING, True)]


async def test_who_declines_says_why_and_who_weighed_reads_it_and_weighs_again(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.acting("daan") as ctx:
        opened = await look(ctx, seen)
        with pytest.raises(NoReasonToDeclineError):
            await decline_weighing(ctx, opened, " ")
        await decline_weighing(ctx, opened, f"{CANARY} klopt niet.")
    assert ("sanne", "2026-02-03") in await told(judging_house)
    assert await states(judging_house, "sanne") == [(ConfirmState.DECLINED, True)]
    assert await states(judging_house, "iris") == []
    async with judging_house.acting("sanne") as ctx:
        view = await view_held(ctx, await take_case(ctx, Action.WEIGH, seen))
    assert view is not None
    assert (view.reason, view.answered_by) == (f"{CANARY} klopt niet.", "Daan")
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(NotToConfirmError):
            await look(ctx, seen)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, seen)
        await ask_second_member(ctx, permit, TAKE_UP)
    assert await states(judging_house, "iris") == [(ConfirmState.WAITING, False)]


async def test_who_can_confirm_is_reminded_once_and_then_it_lapses(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    await judging_house.tick(DIGEST_OF_WEDNESDAY)
    assert ("daan", "2026-02-04") in await told(judging_house)
    await judging_house.tick(datetime(2026, 2, 9, 7, 31, tzinfo=UTC))
    assert await states(judging_house, "daan") == [(ConfirmState.WAITING, False)]
    await judging_house.tick(DAY_AFTER)
    await judging_house.tick(DAY_AFTER)
    assert await states(judging_house, "daan") == []
    assert await states(judging_house, "sanne") == [(ConfirmState.LAPSED, True)]
    assert ("sanne", "2026-02-10") in await told(judging_house)
    events = await judging_house.events(seen.id)
    assert events.count(AuditEvent.WEIGHING_LAPSED) == 1


async def test_another_director_may_weigh_meanwhile_and_the_question_is_over(
    judging_house: JudgingHouse,
):
    seen = await screened(judging_house)
    await ask(judging_house, seen)
    async with judging_house.acting("daan") as ctx:
        # the page of before the question is out of date
        with pytest.raises(CaseChangedError):
            await take_case(ctx, Action.WEIGH, seen)
        view = await view_held(ctx, await take_case(ctx, Action.WEIGH, SeenCase(id=seen.id)))
        assert view is not None
        assert (view.is_needed, view.weighed_by) == (False, "Sanne")
    async with judging_house.acting("daan") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), TAKE_UP)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(RefusedError):
            await look(ctx, SeenCase(id=seen.id))
    assert await states(judging_house, "iris") == []


async def test_a_weighing_of_who_is_no_director_any_more_is_not_confirmed(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.database.work() as uow:
        gone = (await uow.people.member(MemberId("sanne"))).leave(MONDAY.date())
        await uow.people.save_member(gone)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(WeigherGoneError):
            await confirm_weighing(ctx, await look(ctx, seen))


async def test_a_weighing_on_a_mandate_that_ended_meanwhile_is_not_confirmed(
    judging_house: JudgingHouse,
):
    seen = await screened(judging_house)
    async with judging_house.acting("sanne") as ctx:
        mandated = replace(TAKE_UP, consent=Consent(mandate="M-12"))
        await ask_second_member(ctx, await take_case(ctx, Action.WEIGH, seen), mandated)
    judging_house.now += timedelta(days=1)
    ended = (a_mandate("M-12", until_on=MONDAY.date()),)
    judging_house.house = replace(judging_house.house, mandates=ended)
    async with judging_house.acting("iris") as ctx:
        with pytest.raises(MandateOverError):
            await confirm_weighing(ctx, await look(ctx, SeenCase(id=seen.id)))
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED


async def test_in_a_house_of_one_coordinator_it_is_said_who_can_appoint_another(
    judging_house: JudgingHouse,
):
    seen = await screened(judging_house)
    async with judging_house.database.work() as uow:
        for one in ("daan", "iris"):
            gone = (await uow.people.member(MemberId(one))).leave(MONDAY.date())
            await uow.people.save_member(gone)
    async with judging_house.acting("sanne") as ctx:
        view = await view_held(ctx, await take_case(ctx, Action.WEIGH, seen))
        assert view is not None
        assert (view.is_needed, view.names) == (True, ())
    with pytest.raises(NobodyToConfirmError):
        await ask(judging_house, seen)


async def test_a_weighing_of_a_case_that_was_withdrawn_is_forgotten(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    case = await judging_house.case(seen)
    async with judging_house.database.work() as uow:
        await uow.cases.save(replace(case, state=CaseState.WITHDRAWN))
    assert await states(judging_house, "iris") == []
    await judging_house.tick(DIGEST_OF_WEDNESDAY)
    async with judging_house.database.reading() as uow:
        assert await uow.second_members.find(CaseId(seen.id)) is None


async def test_the_digest_lists_for_coordinators_only_and_the_look_is_on_record(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.sending_to("iris") as reading:
        assert [one.case for one in await read_to_confirm(reading)] == [seen.id]
    async with judging_house.sending_to("agent") as reading:
        assert await read_to_confirm(reading) == ()
    await states(judging_house, "iris")
    looks = [one for one in await judging_house.on_record(seen.id) if one.who == "iris"]
    assert [one.part for one in looks] == [SeenPart.OVERVIEW]
