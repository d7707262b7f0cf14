"""A case that left reads as if it did not exist, to everybody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState, Involvement
from domain.agreed_action import ActionSource, ActionState, ActionWish
from domain.audit import AuditEvent
from domain.closing import LeavingReason, NotInvolvedInformerError, OpenActionsError
from domain.grants import GRANTS
from domain.identifiers import ActionId, MemberId
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.access import RefusedError, find_case, require_case
from services.action_reminders import list_own_actions
from services.acute.report import KnownCase
from services.acute.withdrawal import list_reports_of_own
from services.agreed_action import agree_action
from services.closing import close_case, list_still_agreed, read_cases_left
from services.pause import SessionRunsError, list_paused, pause_case
from services.referral_views import my_overview
from services.seen_case import SeenCase, take_case
from tests.support.acute_house import CODE, JUDGEMENT, REPORT, AcuteFiles
from tests.support.agenda_changes import approve, carry_out, starts
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.closings import ELSEWHERE, a_farewell
from tests.support.judging_house import JudgingHouse
from tests.support.permits import close as end_session
from tests.support.permits import report_now

OF_NO_CASE = {
    one for one, grants in GRANTS.items() if any(grant.states is None for grant in grants)
}
GOODBYE = replace(a_farewell(informed_by="gijs"), consent=JUDGEMENT.consent)
# it may be opened again, and it may have to stay
STILL_POSSIBLE = {
    Action.REOPEN_CASE,
    Action.CONFIRM_REOPENING,
    Action.HOLD_CASE,
    Action.REVIEW_RETENTION,
    Action.EXTEND_CASE,
    # by code: whether an organisation agreed to closing it
    Action.NOTE_AGREEMENT,
    Action.SETTLE_AGREEMENT,
}
EVERYBODY = ("sanne", "daan", "iris", "agent", "deputy", "nurse")
# closed on Monday 9 February
TUESDAY = datetime(2026, 2, 10, 7, 30, tzinfo=UTC)


async def close(
    house: JudgingHouse, seen: SeenCase, reason: LeavingReason = LeavingReason.RIGHT_CARE
) -> None:
    async with house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        still = await list_still_agreed(ctx, permit)
        await close_case(ctx, permit, a_farewell(reason, [one.id for one in still]))


async def promise(house: JudgingHouse, seen: SeenCase) -> ActionId:
    wish = ActionWish(
        what=f"{CANARY} bellen",
        owner=MemberId("nurse"),
        due_on=date(2026, 2, 20),
        source=ActionSource.PLAN,
    )
    async with house.acting("sanne") as ctx:
        return (await agree_action(ctx, await ctx.uow.cases.get(seen.id), wish)).id


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    return await judging_house.take_up()


@pytest.fixture
async def closed(judging_house: JudgingHouse, seen: SeenCase) -> SeenCase:
    await close(judging_house, seen)
    return seen


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("reason", [LeavingReason.NEW_PATH, LeavingReason.OTHER_HOUSE])
async def test_a_case_that_left_is_refused_to_everybody_in_the_words_for_one_that_is_not_theirs(
    judging_house: JudgingHouse, seen: SeenCase, who: str, reason: LeavingReason
):
    await close(judging_house, seen, reason)
    async with judging_house.acting(who) as ctx:
        with pytest.raises(RefusedError) as heard:
            await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
        assert (type(heard.value), heard.value.parameters) == (RefusedError, {})
        case = await ctx.uow.cases.get(seen.id)
        for action in set(Action) - OF_NO_CASE - STILL_POSSIBLE:
            with pytest.raises(RefusedError):
                await require_case(ctx, action, case)
        assert await my_overview(ctx) == ()
        assert await list_paused(ctx) == []


async def test_a_closed_case_is_on_no_list_and_nobody_keeps_a_place_in_it(
    judging_house: JudgingHouse, closed: SeenCase
):
    async with judging_house.reading() as moment:
        assert await moment.uow.caselist.read(0, 9) == []
        stands = await moment.uow.cases.involvement(closed.id, MemberId("nurse"))
    assert stands is Involvement.FORMER
    assert await judging_house.circle(closed) == {}
    assert AuditEvent.CASE_CLOSED in await judging_house.events(closed.id)


async def test_why_it_left_who_agreed_and_who_looks_after_it_is_kept(
    judging_house: JudgingHouse, seen: SeenCase
):
    await close(judging_house, seen, LeavingReason.OTHER_HOUSE)
    async with judging_house.reading() as moment:
        kept = await moment.uow.case_steps.last_closing(seen.id)
    assert kept
    assert (kept.farewell.hand_over, kept.farewell.watched_by) == (ELSEWHERE, CARE)
    assert kept.agreement.organisations == {"police"}
    assert (await judging_house.case(seen)).state is CaseState.TRANSFERRED


async def test_nothing_closes_while_something_that_was_agreed_stays_open(
    judging_house: JudgingHouse, seen: SeenCase
):
    await promise(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        with pytest.raises(OpenActionsError):
            await close_case(ctx, permit, a_farewell())
    assert (await judging_house.case(seen)).state is CaseState.TAKEN_UP


async def test_what_ends_with_the_case_is_asked_after_no_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    agreed = await promise(judging_house, seen)
    await close(judging_house, seen)
    async with judging_house.acting("nurse") as ctx:
        assert (await list_own_actions(ctx)).own == ()
        over = await ctx.uow.agreed_actions.get(agreed)
    assert over.state is ActionState.NOT_POSSIBLE
    assert await judging_house.timers(TimerKind.AGREED_ACTION) == {}


async def test_who_tells_the_subject_is_involved(judging_house: JudgingHouse, seen: SeenCase):
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=seen.id))
        with pytest.raises(NotInvolvedInformerError):
            await close_case(ctx, permit, a_farewell(informed_by="deputy"))


async def test_who_had_a_place_and_the_referrer_read_the_code_once_in_the_next_digest(
    judging_house: JudgingHouse, closed: SeenCase
):
    assert {"agent", "nurse"} <= set(await judging_house.told(NoticeKind.DIGEST))
    for who, expected in (("agent", ["KX7-Q42"]), ("nurse", ["KX7-Q42"]), ("deputy", ())):
        judging_house.now = TUESDAY
        async with judging_house.sending_to(who) as reading:
            assert await read_cases_left(reading) == expected
        judging_house.now = TUESDAY + timedelta(days=1)
        async with judging_house.sending_to(who) as reading:
            assert list(await read_cases_left(reading)) == []


async def test_a_case_that_rests_is_closed_too_and_asked_about_no_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.acting("daan") as ctx:
        permit = await take_case(ctx, Action.PAUSE_CASE, SeenCase(id=seen.id))
        await pause_case(ctx, permit, CANARY, date(2026, 3, 2))
    await close(judging_house, seen)
    assert await judging_house.timers(TimerKind.PAUSE) == {}


async def test_that_it_leaves_an_approved_agenda_is_proposed(
    judging_house: JudgingHouse, seen: SeenCase
):
    await judging_house.add_case("ZB4-A10", Colour.ORANGE, 30, (CARE,), "nurse")
    await approve(judging_house)
    await close(judging_house, seen)
    await judging_house.tick()
    await carry_out(judging_house, "daan")
    assert set(await starts(judging_house)) == {"ZB4-A10"}


async def test_a_case_with_an_acute_session_does_not_leave_and_a_code_of_one_that_left_is_unknown(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs", "vera")
        async with house.acting("cora") as ctx:
            permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=case))
            await close_case(ctx, permit, GOODBYE)
        async with house.acting("gijs") as ctx:
            known = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session
        other = await house.add_case("AB1-C23", CaseState.TAKEN_UP, "gijs", "vera")
        async with house.acting("gijs") as ctx:
            unknown = (await report_now(ctx, REPORT, KnownCase(code="ZZ9-Z99"))).session
            await report_now(ctx, REPORT, KnownCase(code="AB1-C23"))
        assert known.named
        assert unknown.named
        assert known.named.match is unknown.named.match
        async with house.acting("cora") as ctx:
            permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=other))
            with pytest.raises(SessionRunsError):
                await close_case(ctx, permit, GOODBYE)


async def test_the_own_report_of_a_case_that_left_is_not_in_mijn_either(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs", "vera")
        async with house.acting("gijs") as ctx:
            session = (await report_now(ctx, REPORT, KnownCase(code=CODE))).session.id
        await house.convene(session)
        async with house.acting("cora") as ctx:
            await end_session(ctx, session, [])
        async with house.acting("gijs") as ctx:
            assert len(await list_reports_of_own(ctx)) == 1
        async with house.acting("cora") as ctx:
            permit = await take_case(ctx, Action.CLOSE_CASE, SeenCase(id=case))
            still = await list_still_agreed(ctx, permit)
            await close_case(
                ctx, permit, replace(GOODBYE, ended=frozenset(one.id for one in still))
            )
        async with house.acting("gijs") as ctx:
            assert await list_reports_of_own(ctx) == ()
