"""A case rests, is asked about and comes back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import Action, CaseState
from domain.agreed_action import ActionSource, ActionWish
from domain.agreement import NobodyAgreedError
from domain.audit import AuditEvent
from domain.colour import ColourWish
from domain.identifiers import MemberId
from domain.member import Role
from domain.notice import NoticeKind
from domain.stoplight import Colour
from domain.timer import TimerKind
from domain.weighing import Outcome
from services.access import NotNowError, PausedCaseError, RefusedError, find_case, require_case
from services.action_reminders import list_own_actions
from services.acute.report import KnownCase
from services.agreed_action import agree_action
from services.discussion_wish import ask_discussion
from services.moment import Context
from services.pause import (
    SessionRunsError,
    list_paused,
    look_at_pause,
    pause_case,
    read_due_pauses,
    return_case,
    view_pause,
)
from services.seen_case import SeenCase, take_case
from services.weighing import view_outcome
from tests.support.acute_house import CODE, REPORT, AcuteFiles
from tests.support.agenda_changes import approve, carry_out, starts
from tests.support.agenda_house import CARE, HOUSING, a_member
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED, JudgingHouse
from tests.support.meetings import CUT_OFF_AT
from tests.support.permits import report_now

WHY = f"{CANARY} is tot maart opgenomen."
# the house begins on Monday 9 February
REVIEW = date(2026, 3, 16)
ORANGE = ColourWish(
    colour=Colour.ORANGE, reason=f"{CANARY} is terug.", minutes=15, required=(CARE,)
)


async def pause(house: JudgingHouse, seen: SeenCase, on: date = REVIEW, by: str = "sanne") -> None:
    async with house.acting(by) as ctx:
        permit = await take_case(ctx, Action.PAUSE_CASE, SeenCase(id=seen.id))
        await pause_case(ctx, permit, WHY, on)


@pytest.fixture
async def seen(judging_house: JudgingHouse) -> SeenCase:
    return await judging_house.take_up()


@pytest.fixture
async def paused(judging_house: JudgingHouse, seen: SeenCase) -> SeenCase:
    await pause(judging_house, seen)
    return seen


async def looks(house: JudgingHouse, seen: SeenCase, on: date) -> None:
    house.now = datetime(on.year, on.month, on.day, 7, 26, tzinfo=UTC)
    async with house.work() as moment:
        await look_at_pause(moment, seen.id)


async def asked(house: JudgingHouse) -> int:
    return len([one for one in await house.notices(NoticeKind.DIGEST) if one.member == "sanne"])


async def tries(ctx: Context, action: Action, seen: SeenCase) -> None:
    await require_case(ctx, action, await ctx.uow.cases.get(seen.id))


async def test_a_paused_case_is_off_the_list_and_keeps_its_places(
    judging_house: JudgingHouse, seen: SeenCase
):
    before = await judging_house.circle(seen)
    await pause(judging_house, seen)
    assert await judging_house.circle(seen) == before
    async with judging_house.reading() as moment:
        assert await moment.uow.caselist.read(0, 9) == []
    assert AuditEvent.CASE_PAUSED in await judging_house.events(seen.id)


@pytest.mark.parametrize("who", ["agent", "nurse"])
async def test_who_keeps_a_place_reads_only_that_it_rests_and_until_when(
    judging_house: JudgingHouse, paused: SeenCase, who: str
):
    async with judging_house.acting(who) as ctx:
        with pytest.raises(PausedCaseError) as heard:
            await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
        assert heard.value.parameters == {"code": "KX7-Q42", "on": "16-03-2026"}
        for action in (Action.REVEAL_IDENTITY, Action.VIEW_ACTIONS, Action.VIEW_MINUTES):
            with pytest.raises(RefusedError):
                await tries(ctx, action, paused)
        (row,) = await list_paused(ctx)
    assert (row.code, row.review_on, row.may_return) == ("KX7-Q42", REVIEW, False)


async def test_who_has_no_place_in_it_hears_what_a_stranger_to_any_case_hears(
    judging_house: JudgingHouse, paused: SeenCase
):
    async with judging_house.acting("deputy") as ctx:
        with pytest.raises(RefusedError) as heard:
            await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
        assert type(heard.value) is RefusedError
        assert await list_paused(ctx) == []


async def test_a_paused_case_gets_no_colour_and_is_not_discussed(
    judging_house: JudgingHouse, paused: SeenCase
):
    async with judging_house.acting("sanne") as ctx:
        for action in (Action.SET_COLOUR, Action.DISCUSS_CASE, Action.WRITE_PLAN):
            with pytest.raises(NotNowError):
                await tries(ctx, action, paused)


async def test_what_was_wanted_discussed_is_wanted_no_more(
    judging_house: JudgingHouse, seen: SeenCase
):
    async with judging_house.acting("nurse") as ctx:
        permit = await take_case(ctx, Action.ASK_DISCUSSION, SeenCase(id=seen.id))
        await ask_discussion(ctx, permit, CANARY)
    await pause(judging_house, seen)
    async with judging_house.reading() as moment:
        assert await moment.uow.discussion_wishes.of_case(seen.id) == []
    assert not (await judging_house.case(seen)).rotation.is_called


async def test_what_was_agreed_goes_on_and_is_read_before_the_pause(
    judging_house: JudgingHouse, seen: SeenCase
):
    wish = ActionWish(
        what=f"{CANARY} bellen",
        owner=MemberId("nurse"),
        due_on=date(2026, 2, 20),
        source=ActionSource.PLAN,
    )
    async with judging_house.acting("sanne") as ctx:
        await agree_action(ctx, await ctx.uow.cases.get(seen.id), wish)
        permit = await take_case(ctx, Action.PAUSE_CASE, SeenCase(id=seen.id))
        assert [one.what for one in (await view_pause(ctx, permit)).actions] == [wish.what]
    await pause(judging_house, seen)
    async with judging_house.acting("nurse") as ctx:
        assert [one.code for one in (await list_own_actions(ctx)).own] == ["KX7-Q42"]


async def test_on_the_day_the_directors_are_asked_and_again_each_week(
    judging_house: JudgingHouse, paused: SeenCase
):
    await looks(judging_house, paused, REVIEW - timedelta(days=3))
    assert await asked(judging_house) == 0
    for week in range(2):
        on = REVIEW + timedelta(weeks=week)
        await looks(judging_house, paused, on)
        assert await asked(judging_house) == week + 1
        next_at = (await judging_house.timers(TimerKind.PAUSE))[paused.id]
        assert next_at.date() == on + timedelta(weeks=1)
    async with judging_house.sending_to("daan") as reading:
        assert [one.code for one in await read_due_pauses(reading)] == ["KX7-Q42"]
    async with judging_house.sending_to("nurse") as reading:
        assert await read_due_pauses(reading) == ()


async def test_it_can_rest_longer_with_a_reason_of_its_own(
    judging_house: JudgingHouse, paused: SeenCase
):
    await looks(judging_house, paused, REVIEW)
    await pause(judging_house, paused, REVIEW + timedelta(weeks=4), by="daan")
    async with judging_house.sending_to("sanne") as reading:
        assert await read_due_pauses(reading) == []
    async with judging_house.acting("sanne") as ctx:
        permit = await take_case(ctx, Action.RETURN_CASE, SeenCase(id=paused.id))
        view = await view_pause(ctx, permit)
    assert view.last
    assert (view.paused_by, view.last.reason) == ("Daan", WHY)


async def test_it_comes_back_on_the_list_with_a_colour_of_now_and_is_asked_about_no_more(
    judging_house: JudgingHouse, paused: SeenCase
):
    judging_house.now += timedelta(weeks=5)
    async with judging_house.acting("daan") as ctx:
        permit = await take_case(ctx, Action.RETURN_CASE, SeenCase(id=paused.id))
        await return_case(ctx, permit, ORANGE)
    case = await judging_house.case(paused)
    assert (case.state, case.paused_until) == (CaseState.TAKEN_UP, None)
    assert case.colour
    assert case.colour.next_review_on == date(2026, 4, 13)
    assert await judging_house.timers(TimerKind.PAUSE) == {}
    async with judging_house.acting("nurse") as ctx:
        await find_case(ctx, Action.VIEW_CASE, "KX7-Q42")
    async with judging_house.reading() as moment:
        assert [one.id for one in await moment.uow.caselist.read(0, 9)] == [paused.id]


async def test_it_is_left_out_of_the_draft_of_an_agenda_at_once(
    judging_house: JudgingHouse, seen: SeenCase
):
    await judging_house.tick(CUT_OFF_AT)
    assert [one.code for one in (await judging_house.agenda()).items] == ["KX7-Q42"]
    await pause(judging_house, seen)
    await judging_house.tick()
    assert (await judging_house.agenda()).items == ()


async def test_that_it_leaves_an_approved_agenda_is_proposed_and_a_director_decides(
    judging_house: JudgingHouse, seen: SeenCase
):
    await judging_house.add_case("ZB4-A10", Colour.ORANGE, 30, (CARE,), "nurse")
    await approve(judging_house)
    await pause(judging_house, seen)
    await judging_house.tick()
    assert set(await starts(judging_house)) == {"KX7-Q42", "ZB4-A10"}
    await carry_out(judging_house, "daan")
    assert set(await starts(judging_house)) == {"ZB4-A10"}


async def test_a_case_with_an_acute_session_is_not_paused(
    acute_files: AcuteFiles, socket_enabled: None
):
    async with acute_files.fresh() as house:
        case = await house.add_case(CODE, CaseState.TAKEN_UP, "gijs", "vera")
        async with house.acting("gijs") as ctx:
            await report_now(ctx, REPORT, KnownCase(code=CODE))
        async with house.acting("cora") as ctx:
            permit = await take_case(ctx, Action.PAUSE_CASE, SeenCase(id=case))
            with pytest.raises(SessionRunsError):
                await pause_case(ctx, permit, WHY, house.now.date() + timedelta(weeks=1))


async def test_a_director_reads_of_a_case_that_rests_what_became_of_its_referral(
    judging_house: JudgingHouse, paused: SeenCase
):
    async with judging_house.acting("sanne") as ctx:
        assert (await view_outcome(ctx, paused.id)).outcome is Outcome.TAKEN_UP


async def test_whom_a_case_that_comes_back_brings_in_public_participants_agreed_to(
    judging_house: JudgingHouse, paused: SeenCase
):
    async with judging_house.work() as moment:
        await moment.uow.people.save_member(a_member("Huub", HOUSING, Role.PROFESSIONAL))
    back = replace(ORANGE, required=(CARE, HOUSING))
    async with judging_house.acting("daan") as ctx:
        permit = await take_case(ctx, Action.RETURN_CASE, SeenCase(id=paused.id))
        with pytest.raises(NobodyAgreedError):
            await return_case(ctx, permit, back)
        await return_case(ctx, permit, back, AGREED)
    async with judging_house.reading() as moment:
        *_, joined = await moment.uow.cases.circle_history(paused.id)
    assert joined.place.member == "huub"
    assert joined.involving
    assert joined.involving.agreement.organisations == set(AGREED.agreed)
