"""A case that turns red after the agenda was approved proposes itself, with what it displaces."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.access import Action
from domain.agenda_proposal import ProposalState
from domain.agenda_wish import AgendaWish, WishKind
from domain.colour import ColourWish
from domain.identifiers import CaseCode, CaseId
from domain.notice import NoticeKind
from domain.planning import Reason
from domain.stoplight import Colour
from services.access import require_case
from services.agenda_proposal import read_proposal
from services.colour import set_colour
from services.meeting_run import go_on, start_meeting
from tests.support.agenda_changes import (
    approve,
    away,
    carry_out,
    decline,
    own_times,
    proposal,
    proposed,
    starts,
    told_since,
    wish,
)
from tests.support.agenda_house import CARE, POLICE, WEEKLY, AgendaHouse, moved
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED
from tests.support.meeting_kinds import YOUTH, choose_kind, hold_two_kinds
from tests.support.meetings import POSTS_AT, STARTS_AT, THE_MEETING, at_minute

LATE, RED, ORANGE, FULL = "KX7-Q42", "AA1-B22", "ZB4-A10", "MV3-T81"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def approved(agenda_house: AgendaHouse) -> AgendaHouse:
    """A meeting of three hours that is full: red, orange, and a long orange; one waits its turn."""
    house = agenda_house
    await house.add_case(RED, Colour.RED, 30, (POLICE, CARE), "nurse")
    await house.add_case(FULL, Colour.ORANGE, 120, (CARE,), "nurse")
    await house.add_case(ORANGE, Colour.ORANGE, 30, (CARE,), "nurse")
    late = await house.add_case(LATE, Colour.GREEN, 0, (POLICE,), "agent")
    async with house.database.work() as uow:
        case = await uow.cases.get(late)
        assert case.colour
        waits = replace(case.colour, next_review_on=date(2026, 6, 1))
        await uow.cases.save(replace(case, colour=waits))
    await approve(house)
    return house


async def turn_red(house: AgendaHouse, code: str = LATE, minutes: int = 30) -> CaseId:
    """A process director sets the colour, as ``kleur`` does, and the proposal follows."""
    async with house.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(code))
        permit = await require_case(ctx, Action.SET_COLOUR, case)
        wanted = ColourWish(
            colour=Colour.RED, reason=f"{CANARY} dreigt", minutes=minutes, required=(POLICE,)
        )
        await set_colour(ctx, permit, wanted, consent=AGREED)
    await house.tick()
    return case.id


@pytest.mark.parametrize("at", [POSTS_AT - 10 * MINUTE, POSTS_AT + 10 * MINUTE])
async def test_it_is_proposed_with_what_it_displaces_and_nothing_moves(
    approved: AgendaHouse, at: datetime
) -> None:
    await approved.tick(at)
    before = await starts(approved)
    await turn_red(approved)
    assert await starts(approved) == before
    shown = await proposed(approved)
    assert shown[LATE] in {0, 30}
    assert len(shown) == 3
    (dropped,) = [one for one in before if one not in shown]
    assert dropped == ORANGE
    assert await approved.told(NoticeKind.AGENDA_PROPOSAL) == ["daan", "iris", "sanne"]
    await carry_out(approved, "daan")
    assert await starts(approved) == shown


async def test_its_partners_come_with_it_and_who_is_displaced_hears_so(
    approved: AgendaHouse,
) -> None:
    await approved.tick(POSTS_AT)
    told = len(await approved.notices(NoticeKind.OWN_TIMES))
    await turn_red(approved)
    await carry_out(approved)
    assert await told_since(approved, NoticeKind.OWN_TIMES, told) == ["agent", "nurse"]
    own = await own_times(approved, "agent")
    assert own is not None
    assert own.blocks == ((at_minute(0), at_minute(60)),)


async def test_what_was_declined_does_not_propose_itself_again(approved: AgendaHouse) -> None:
    await approved.tick(POSTS_AT)
    await turn_red(approved)
    await decline(approved)
    for hours in range(3):
        await approved.tick(POSTS_AT + timedelta(hours=hours))
    assert (await proposal(approved)).state is ProposalState.DECLINED
    await wish(approved, ORANGE, AgendaWish(kind=WishKind.MINUTES, minutes=20))
    assert LATE not in await proposed(approved)


async def test_two_late_reds_are_one_proposal(approved: AgendaHouse) -> None:
    await turn_red(approved)
    await turn_red(approved, ORANGE)
    assert {RED, LATE, ORANGE} <= set(await proposed(approved))
    cards = {one.card for one in await approved.notices(NoticeKind.AGENDA_PROPOSAL)}
    assert len(cards) == 3


async def test_a_case_on_the_agenda_that_turns_red_gets_what_red_asks(
    approved: AgendaHouse,
) -> None:
    await turn_red(approved, ORANGE, 45)
    found = (await proposal(approved)).parts
    assert found is not None
    (item,) = [one for one in found.items if one.code == ORANGE]
    assert (item.colour, item.minutes, item.required) == (Colour.RED, 45, (POLICE,))


async def test_what_is_red_on_the_agenda_already_proposes_nothing(approved: AgendaHouse) -> None:
    await turn_red(approved, RED, 60)
    async with approved.reading() as moment:
        assert await moment.uow.agenda_proposals.get(THE_MEETING) is None


async def test_what_is_no_longer_red_when_it_is_planned_lapses_unseen(
    approved: AgendaHouse,
) -> None:
    async with approved.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(LATE))
        for colour in (Colour.RED, Colour.ORANGE):
            permit = await require_case(ctx, Action.SET_COLOUR, await ctx.uow.cases.get(case.id))
            wanted = ColourWish(colour=colour, reason="x", minutes=15, required=(POLICE,))
            await set_colour(ctx, permit, wanted, consent=AGREED)
    await approved.tick()
    assert (await proposal(approved)).state is ProposalState.LAPSED
    assert await approved.notices(NoticeKind.AGENDA_PROPOSAL) == []


async def test_it_proposes_itself_for_a_meeting_of_its_own_kind_only(approved: AgendaHouse) -> None:
    await hold_two_kinds(approved)
    await choose_kind(approved, await find_id(approved), YOUTH)
    await turn_red(approved)
    async with approved.reading() as moment:
        assert await moment.uow.agenda_proposals.get(THE_MEETING) is None


async def test_what_went_to_another_kind_when_it_is_planned_lapses(approved: AgendaHouse) -> None:
    await hold_two_kinds(approved)
    async with approved.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(LATE))
        permit = await require_case(ctx, Action.SET_COLOUR, case)
        wanted = ColourWish(colour=Colour.RED, reason="x", minutes=15, required=(POLICE,))
        await set_colour(ctx, permit, wanted, consent=AGREED)
    await choose_kind(approved, case.id, YOUTH)
    await approved.tick()
    assert (await proposal(approved)).state is ProposalState.LAPSED


async def find_id(house: AgendaHouse) -> CaseId:
    async with house.reading() as moment:
        return (await moment.uow.cases.by_code(CaseCode(LATE))).id


async def test_the_planner_finds_no_place_and_says_so(approved: AgendaHouse) -> None:
    house = approved
    async with house.acting("sanne") as ctx:
        case = await ctx.uow.cases.by_code(CaseCode(LATE))
    async with house.work() as moment:
        await moment.uow.absences.add(away("agent"))
        await moment.uow.absences.add(away("deputy"))
    await turn_red(house)
    async with house.sending_to("sanne") as reading:
        view = await read_proposal(reading, THE_MEETING)
    assert view is not None
    assert view.is_stuck
    (refused,) = view.list_refused()
    assert (refused.case, refused.reason) == (case.id, Reason.PARTNER_WINDOW)
    assert view.may_decide


async def test_during_the_meeting_it_comes_after_what_began(approved: AgendaHouse) -> None:
    house = approved
    await house.tick(POSTS_AT)
    house.now = STARTS_AT
    async with house.acting("sanne") as ctx:
        await start_meeting(ctx, THE_MEETING, 0)
        await go_on(ctx, THE_MEETING, 1)
    await house.tick(STARTS_AT + 40 * MINUTE)
    before = await starts(house)
    await turn_red(house)
    await carry_out(house)
    after = await starts(house)
    began = [one for one, minute in before.items() if minute < 40]
    assert all(after[one] == before[one] for one in began)
    assert after[LATE] >= 40


async def test_what_turns_red_at_the_table_waits_for_the_next_meeting(
    approved: AgendaHouse,
) -> None:
    house = approved
    await house.tick(POSTS_AT)
    house.now = STARTS_AT
    async with house.acting("sanne") as ctx:
        await start_meeting(ctx, THE_MEETING, 0)
        await go_on(ctx, THE_MEETING, 1)
    async with house.reading() as moment:
        run = await moment.uow.meeting_runs.get(THE_MEETING)
    assert run is not None
    assert run.at_table is not None
    items = {one.case: one.code for one in (await house.agenda()).items}
    await turn_red(house, items[run.at_table.case])
    async with house.reading() as moment:
        assert await moment.uow.agenda_proposals.get(THE_MEETING) is None


async def test_a_moved_meeting_plans_its_proposal_anew_and_a_cancelled_one_drops_it(
    approved: AgendaHouse,
) -> None:
    house = approved
    await house.tick(POSTS_AT)
    await turn_red(house)
    held = moved(STARTS_AT.date(), STARTS_AT.date() + DAY, WEEKLY.starts_at)
    await house.save_schedule(moved=(held,))
    await house.tick()
    assert (await proposal(house)).state is ProposalState.OPEN
    assert set((await proposed(house)).values()) == {1440, 1440 + 30, 1440 + 60}
    async with house.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
    await house.tick()
    assert (await proposal(house)).state is ProposalState.LAPSED


async def test_cases_of_an_approved_agenda_whose_meeting_is_cancelled_come_first_next_time(
    approved: AgendaHouse,
) -> None:
    async with approved.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, approved.now.date())
    await approved.tick()
    ids = {one.case for one in (await approved.agenda()).items}
    async with approved.reading() as moment:
        known = await moment.uow.cases.known(ids)
    assert {one.rotation.carried_forward_on for one in known} == {approved.now.date()}
