"""An organisation is asked to take a case on, and says yes or no itself; until then the referrer
hears nothing. Weeks go by: nobody answers, somebody says no, another says yes.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.audit import AuditEvent, AuditReason
from domain.identifiers import MemberId, OrganisationId
from domain.member import OrganisationType, Role
from domain.notice import NoticeKind
from domain.retention import RetentionGround
from domain.screening import PurposeJudgement
from domain.sight import SeenPart
from domain.takeover import (
    CannotTakeOnError,
    NoReasonNotToTakeOnError,
    NotAskedToTakeOnError,
    TakenOnWithoutMandateError,
    TakeoverStep,
)
from domain.timer import TimerKind
from domain.weighing import FollowUp, Outcome
from services.access import RefusedError
from services.consent import Consent
from services.merging import open_merge
from services.merging_wish import MergeForm, ask_or_merge
from services.referral import withdraw_referral
from services.retention import find_case_end
from services.second_member import (
    ask_second_member,
    confirm_weighing,
    list_to_confirm,
    open_to_confirm,
)
from services.seen_case import SeenCase, take_case
from services.takeover import (
    accept_takeover,
    decline_takeover,
    find_takeover_before,
    look_at_takeover,
    open_takeover,
    view_to_take_on,
)
from services.takeover_rows import (
    TakeoverRow,
    TakeoverSeat,
    list_takeovers,
    read_taken_on,
    read_takeovers,
)
from services.weighing import WeighingForm, view_outcome
from tests.support.agenda_house import CARE, POLICE, a_member
from tests.support.canaries import CANARY
from tests.support.enquiries import a_tested_case, be_away
from tests.support.judging_house import ADVISE, AGREED, LANDLORD, TAKE_UP, JudgingHouse
from tests.support.mandates import a_mandate
from tests.support.permits import judge_fit, weigh_seen

MONDAY = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
REMINDED_AT = datetime(2026, 2, 11, 7, 26, tzinfo=UTC)
LAST_DAY = date(2026, 2, 16)
DAY_AFTER = datetime(2026, 2, 17, 7, 26, tzinfo=UTC)
NO = f"{CANARY} staat hier niet in zorg."


def taken_on_by(organisation: OrganisationId) -> WeighingForm:
    follow_up = FollowUp(taken_on_by=organisation)
    return replace(ADVISE, outcome=Outcome.NOT_TAKEN_UP, follow_up=follow_up)


async def weigh_for(house: JudgingHouse, seen: SeenCase, organisation: OrganisationId) -> None:
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), taken_on_by(organisation))


async def asked(house: JudgingHouse, organisation: OrganisationId = CARE) -> SeenCase:
    house.now = MONDAY
    seen = await a_tested_case(house)
    await weigh_for(house, seen, organisation)
    return SeenCase(id=seen.id)


async def says_yes(house: JudgingHouse, seen: SeenCase, who: str = "nurse") -> None:
    async with house.acting(who) as ctx:
        await accept_takeover(ctx, await open_takeover(ctx, seen.id))


async def says_no(house: JudgingHouse, seen: SeenCase, who: str = "nurse", why: str = NO) -> None:
    async with house.acting(who) as ctx:
        await decline_takeover(ctx, await open_takeover(ctx, seen.id), why)


async def rows(house: JudgingHouse, who: str) -> list[TakeoverRow]:
    async with house.acting(who) as ctx:
        return list(await list_takeovers(ctx))


async def steps(house: JudgingHouse, who: str) -> list[tuple[TakeoverStep, bool]]:
    return [(one.step, one.is_asked) for one in await rows(house, who)]


async def look(house: JudgingHouse, seen: SeenCase, at: datetime) -> None:
    house.now = at
    async with house.work() as moment:
        await look_at_takeover(moment, seen.id)


async def digests(house: JudgingHouse, on: date) -> set[str]:
    notices = await house.notices(NoticeKind.DIGEST)
    return {one.member for one in notices if one.business_key.endswith(str(on))}


async def test_a_case_waits_and_the_referrer_hears_nothing_until_the_organisation_says_yes(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []
    assert await digests(judging_house, date(2026, 2, 10)) == {"nurse"}
    (row,) = await rows(judging_house, "nurse")
    assert (row.step, row.until_on, row.is_asked) == (TakeoverStep.WAITING, LAST_DAY, True)
    await says_yes(judging_house, seen)
    assert (await judging_house.case(seen)).state is CaseState.NOT_TAKEN_UP
    assert len(await judging_house.told(NoticeKind.REFERRAL_WEIGHED)) == 1
    async with judging_house.acting("agent") as ctx:
        view = await view_outcome(ctx, seen.id)
    assert view.taken_on_by == "GGZ Rivierstad"
    assert view.said_yes is not None
    assert (view.said_yes.by, view.said_yes.on) == ("Nurse", date(2026, 2, 9))
    async with judging_house.reading() as moment:
        weighing = await moment.uow.weighings.get(seen.id)
    assert weighing is not None
    assert weighing.weighed_by == "sanne"
    assert await judging_house.timers(TimerKind.TAKEOVER) == {}


async def test_who_is_asked_reads_whom_it_is_about_and_that_is_on_record(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.acting("nurse") as ctx:
        view = await view_to_take_on(ctx, await open_takeover(ctx, seen.id))
    assert CANARY in view.name
    assert CANARY not in repr(view)
    last = (await judging_house.on_record(seen.id))[-1]
    assert (last.who, last.part) == ("nurse", SeenPart.IDENTITY)


@pytest.mark.parametrize("who", ["agent", "deputy", "bea"])
async def test_nobody_else_reads_or_answers_it(judging_house: JudgingHouse, who: str):
    seen = await asked(judging_house)
    assert await rows(judging_house, who) == []
    with pytest.raises(RefusedError):
        await says_yes(judging_house, seen, who)


async def test_access_ends_with_a_no_and_the_director_reads_why(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    await says_no(judging_house, seen)
    with pytest.raises(RefusedError):
        await says_yes(judging_house, seen)
    assert await rows(judging_house, "nurse") == []
    assert await steps(judging_house, "sanne") == [(TakeoverStep.DECLINED, False)]
    assert "sanne" in await digests(judging_house, date(2026, 2, 10))
    async with judging_house.acting("sanne") as ctx:
        before = await find_takeover_before(ctx, await take_case(ctx, Action.WEIGH, seen))
    assert before is not None
    assert (before.step, before.reason) == (TakeoverStep.DECLINED, NO)
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []


async def test_a_no_needs_a_reason(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    with pytest.raises(NoReasonNotToTakeOnError):
        await says_no(judging_house, seen, why=" ")
    assert await steps(judging_house, "nurse") == [(TakeoverStep.WAITING, True)]


async def test_weeks_go_by_nobody_answers_one_says_no_and_another_says_yes(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    await look(judging_house, seen, REMINDED_AT)
    assert "nurse" in await digests(judging_house, REMINDED_AT.date())
    await look(judging_house, seen, DAY_AFTER)
    assert await digests(judging_house, DAY_AFTER.date()) == {"sanne"}
    assert await steps(judging_house, "sanne") == [(TakeoverStep.SILENT, False)]
    await says_no(judging_house, seen)

    judging_house.now = DAY_AFTER + timedelta(weeks=1)
    await weigh_for(judging_house, seen, POLICE)
    assert await rows(judging_house, "nurse") == []
    assert await steps(judging_house, "agent") == [(TakeoverStep.WAITING, True)]
    judging_house.now += timedelta(days=1)
    await says_yes(judging_house, seen, "agent")
    case = await judging_house.case(seen)
    async with judging_house.reading() as moment:
        end = await find_case_end(moment, case)
    assert end.ground is RetentionGround.NOT_TAKEN_UP
    # fourteen whole days after the yes
    assert end.goes_on == date(2026, 3, 12)
    assert (case.state, case.changed_at) == (CaseState.NOT_TAKEN_UP, judging_house.now)
    assert await steps(judging_house, "sanne") == []
    events = await judging_house.events(seen.id)
    assert [one for one in events if one is not AuditEvent.SEEN] == [
        AuditEvent.TAKEOVER_ASKED,
        AuditEvent.TAKEOVER_DECLINED,
        AuditEvent.TAKEOVER_ASKED,
        AuditEvent.TAKEOVER_ACCEPTED,
        AuditEvent.WEIGHED,
        AuditEvent.CONFIRMATION_ASKED,
    ]


async def test_who_is_asked_is_reminded_once(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    due = await judging_house.timers(TimerKind.TAKEOVER)
    assert due[seen.id].date() == REMINDED_AT.date()
    await look(judging_house, seen, REMINDED_AT)
    due = await judging_house.timers(TimerKind.TAKEOVER)
    assert due[seen.id].date() == DAY_AFTER.date()


async def test_a_coordinator_records_what_was_said_by_telephone(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    await says_yes(judging_house, seen, "iris")
    async with judging_house.acting("agent") as ctx:
        view = await view_outcome(ctx, seen.id)
    assert view.said_yes is not None
    assert view.said_yes.by == "Nurse"
    (entry,) = [
        one
        for one in await judging_house.on_record(seen.id)
        if one.event is AuditEvent.TAKEOVER_ACCEPTED
    ]
    assert (entry.who, entry.on_behalf_of, entry.reason) == (
        "iris",
        "nurse",
        AuditReason.BY_TELEPHONE,
    )


async def test_who_stands_in_for_who_is_asked_answers(judging_house: JudgingHouse):
    seen = await asked(judging_house, POLICE)
    assert await rows(judging_house, "deputy") == []
    await be_away(judging_house)
    assert await steps(judging_house, "deputy") == [(TakeoverStep.WAITING, True)]
    await says_yes(judging_house, seen, "deputy")
    assert (await judging_house.case(seen)).state is CaseState.NOT_TAKEN_UP


async def test_of_several_colleagues_the_one_is_asked_that_who_is_away_named(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house, POLICE)
    async with judging_house.work() as moment:
        third = a_member("Third", POLICE, Role.PROFESSIONAL, rank=3)
        await moment.uow.people.save_member(third)
    await be_away(judging_house, deputy="third")
    assert await rows(judging_house, "deputy") == []
    assert await steps(judging_house, "third") == [(TakeoverStep.WAITING, True)]
    with pytest.raises(RefusedError):
        await says_yes(judging_house, seen, "deputy")


async def test_the_question_lapses_when_the_case_is_merged_into_another(
    judging_house: JudgingHouse,
):
    judging_house.house = replace(judging_house.house, second_member=False)
    stays = await judging_house.refer("BB2-H55", CaseState.TAKEN_UP, "nurse")
    goes = await asked(judging_house)
    consent = Consent(mandate="M-12")
    async with judging_house.acting("sanne") as ctx:
        pair = await open_merge(ctx, goes.id, stays.id)
        form = MergeForm(stays=stays.id, reason="Een persoon.", consent=consent)
        await ask_or_merge(ctx, pair, form)
    assert await rows(judging_house, "nurse") == []
    assert await judging_house.timers(TimerKind.TAKEOVER) == {}


async def test_the_question_lapses_when_the_referral_is_withdrawn(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    version = (await judging_house.case(seen)).version
    async with judging_house.acting("agent") as ctx:
        await withdraw_referral(ctx, seen.id, version)
    assert await rows(judging_house, "nurse") == []
    assert await rows(judging_house, "sanne") == []
    assert await judging_house.timers(TimerKind.TAKEOVER) == {}
    with pytest.raises(RefusedError):
        await says_yes(judging_house, seen)


async def test_the_question_lapses_when_the_case_is_weighed_otherwise(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, TAKE_UP)
    assert await rows(judging_house, "nurse") == []
    with pytest.raises(RefusedError):
        await says_yes(judging_house, seen)


async def test_a_coordinator_hears_that_nobody_is_asked_any_more(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    await says_no(judging_house, seen)
    with pytest.raises(NotAskedToTakeOnError):
        await says_yes(judging_house, seen, "iris")


@pytest.mark.parametrize("organisation", [LANDLORD, OrganisationId("city")])
async def test_only_a_participant_for_which_somebody_speaks_can_be_asked(
    judging_house: JudgingHouse, organisation: OrganisationId
):
    with pytest.raises(CannotTakeOnError):
        await asked(judging_house, organisation)
    assert await judging_house.timers(TimerKind.TAKEOVER) == {}


async def test_the_digest_holds_the_same_rows(judging_house: JudgingHouse):
    await asked(judging_house)
    async with judging_house.sending_to("nurse") as reading:
        assert [one.is_asked for one in await read_takeovers(reading)] == [True]


async def test_an_organisation_is_asked_only_after_a_second_member_confirmed(
    judging_house: JudgingHouse,
):
    judging_house.now = MONDAY
    seen = await judging_house.refer(referrer="sanne")
    async with judging_house.acting("sanne") as ctx:
        case = await judge_fit(ctx, seen, PurposeJudgement.FITS, f"{CANARY} past.", AGREED)
        permit = await take_case(ctx, Action.WEIGH, SeenCase(id=case.id))
        await ask_second_member(ctx, permit, taken_on_by(CARE))
    assert await rows(judging_house, "nurse") == []
    async with judging_house.acting("daan") as ctx:
        await confirm_weighing(ctx, await open_to_confirm(ctx, SeenCase(id=seen.id)))
    assert await steps(judging_house, "nurse") == [(TakeoverStep.WAITING, True)]
    assert await steps(judging_house, "sanne") == [(TakeoverStep.WAITING, False)]
    async with judging_house.acting("iris") as ctx:
        assert await list_to_confirm(ctx) == []


async def test_a_second_member_is_not_asked_about_who_cannot_be_asked(judging_house: JudgingHouse):
    seen = await a_tested_case(judging_house)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.WEIGH, seen)
        with pytest.raises(CannotTakeOnError):
            await ask_second_member(ctx, permit, taken_on_by(LANDLORD))


async def test_a_colleague_is_asked_when_who_spoke_for_the_organisation_left(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house, POLICE)
    async with judging_house.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(agent.leave(REMINDED_AT.date()))
    judging_house.now = REMINDED_AT
    await look(judging_house, seen, REMINDED_AT)
    assert await digests(judging_house, REMINDED_AT.date()) == {"deputy"}
    assert await steps(judging_house, "deputy") == [(TakeoverStep.WAITING, True)]


async def test_of_two_who_answer_at_once_the_second_hears_that_it_is_over(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.acting("iris") as ctx:
        first, second = [await open_takeover(ctx, seen.id) for _ in range(2)]
        await decline_takeover(ctx, first, NO)
        with pytest.raises(NotAskedToTakeOnError):
            await accept_takeover(ctx, second)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await steps(judging_house, "sanne") == [(TakeoverStep.DECLINED, False)]


@pytest.mark.parametrize("way", ["nobody speaks", "left the house", "attends only"])
async def test_no_yes_is_recorded_for_an_organisation_that_cannot_take_a_case_on_any_more(
    judging_house: JudgingHouse, way: str
):
    seen = await asked(judging_house)
    async with judging_house.work() as moment:
        people = moment.uow.people
        if way == "nobody speaks":
            nurse = await people.member(MemberId("nurse"))
            await people.save_member(nurse.leave(MONDAY.date()))
        elif way == "left the house":
            await people.end_organisation(CARE, MONDAY.date())
        else:
            care = await people.organisation(CARE)
            await people.save_organisation(replace(care, type=OrganisationType.THIRD_PARTY))
    with pytest.raises(CannotTakeOnError):
        await says_yes(judging_house, seen, "iris")
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    assert await judging_house.told(NoticeKind.REFERRAL_WEIGHED) == []
    await says_no(judging_house, seen, "iris")


async def test_a_yes_does_not_count_when_the_mandate_of_the_weighing_ended_meanwhile(
    judging_house: JudgingHouse,
):
    seen = await a_tested_case(judging_house)
    async with judging_house.acting("sanne") as ctx:
        await weigh_seen(ctx, seen, replace(taken_on_by(CARE), consent=Consent(mandate="M-12")))
    ended = a_mandate("M-12", until_on=judging_house.now.date())
    judging_house.house = replace(judging_house.house, mandates=(ended,))
    judging_house.now += timedelta(days=1)
    with pytest.raises(TakenOnWithoutMandateError):
        await says_yes(judging_house, seen)
    assert (await judging_house.case(seen)).state is CaseState.PURPOSE_TESTED
    await says_no(judging_house, seen, why="Ja, met een nieuw mandaat.")


@pytest.mark.parametrize(
    ("promised_on", "at_once"),
    [(date(2026, 2, 12), []), (date(2026, 2, 11), ["nurse"]), (date(2026, 2, 6), ["nurse"])],
)
async def test_who_is_asked_hears_at_once_when_the_promised_day_is_near(
    judging_house: JudgingHouse, promised_on: date, at_once: list[str]
):
    judging_house.now = MONDAY
    tested = CaseState.PURPOSE_TESTED
    seen = await judging_house.refer(state=tested, promised_on=promised_on)
    await weigh_for(judging_house, seen, CARE)
    assert [one.member for one in await judging_house.notices(NoticeKind.TAKEOVER)] == at_once
    in_digest = await digests(judging_house, date(2026, 2, 10))
    assert in_digest == (set() if at_once else {"nurse"})


async def taken_on(house: JudgingHouse, who: str) -> list[tuple[str, str]]:
    async with house.sending_to(who) as reading:
        return [(one.code, one.organisation) for one in await read_taken_on(reading)]


async def test_who_weighed_reads_a_yes_in_the_next_digest_once(judging_house: JudgingHouse):
    seen = await asked(judging_house)
    await says_yes(judging_house, seen)
    assert "sanne" in await digests(judging_house, date(2026, 2, 10))
    assert await taken_on(judging_house, "sanne") == []
    judging_house.now = MONDAY + timedelta(days=1)
    assert await taken_on(judging_house, "sanne") == [("KX7-Q42", "GGZ Rivierstad")]
    for other in ("iris", "daan"):
        assert await taken_on(judging_house, other) == []
    judging_house.now += timedelta(days=1)
    assert await taken_on(judging_house, "sanne") == []


async def test_who_records_a_yes_of_their_own_weighing_is_told_nothing(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    await says_yes(judging_house, seen, "sanne")
    assert "sanne" not in await digests(judging_house, date(2026, 2, 10))
    judging_house.now = MONDAY + timedelta(days=1)
    assert await taken_on(judging_house, "sanne") == []


async def test_a_yes_reaches_the_other_directors_when_who_weighed_left(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    async with judging_house.work() as moment:
        sanne = await moment.uow.people.member(MemberId("sanne"))
        await moment.uow.people.save_member(sanne.leave(MONDAY.date()))
    await says_yes(judging_house, seen)
    assert "daan" in await digests(judging_house, date(2026, 2, 10))
    judging_house.now = MONDAY + timedelta(days=1)
    assert [code for code, _ in await taken_on(judging_house, "daan")] == ["KX7-Q42"]


async def test_while_who_weighed_is_away_the_other_directors_read_that_nobody_answered(
    judging_house: JudgingHouse,
):
    seen = await asked(judging_house)
    await be_away(judging_house, "sanne", None)
    await look(judging_house, seen, DAY_AFTER)
    assert "daan" in await digests(judging_house, DAY_AFTER.date())
    async with judging_house.sending_to("daan") as reading:
        (row,) = await read_takeovers(reading)
    assert (row.step, row.seat) == (TakeoverStep.SILENT, TakeoverSeat.WEIGHED)


@pytest.mark.parametrize("who", ["iris", "daan"])
async def test_any_coordinator_finds_in_mine_where_to_record_an_answer_and_in_no_digest(
    judging_house: JudgingHouse, who: str
):
    seen = await asked(judging_house)
    (row,) = await rows(judging_house, who)
    assert (row.case, row.seat) == (seen.id, TakeoverSeat.COORDINATES)
    last = (await judging_house.on_record(seen.id))[-1]
    assert (last.who, last.part, last.ground) == (who, SeenPart.OVERVIEW, row.ground)
    async with judging_house.sending_to(who) as reading:
        assert await read_takeovers(reading) == []
    await says_no(judging_house, seen)
    assert await rows(judging_house, who) == []
