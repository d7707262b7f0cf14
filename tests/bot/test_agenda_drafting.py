from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.running.agenda_drafting import PlanningFailedError, plan_in_a_process
from domain.agenda import AgendaState
from domain.identifiers import MeetingId
from domain.stoplight import Colour
from domain.timer import TimerKind
from services.agenda.approval import request_draft
from services.agenda.clock import hold_meetings
from services.agenda.drafting import DraftingTask, DraftMade, draft_agenda, make_draft
from tests.support.agenda_house import (
    CARE,
    POLICE,
    AgendaHouse,
    SeededFiles,
)
from tests.support.meetings import THE_MEETING
from tests.support.rounds import run_round


@pytest.fixture
async def house(seeded_files: SeededFiles, socket_enabled: None) -> AsyncIterator[AgendaHouse]:
    async with seeded_files.fresh() as opened:
        await opened.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
        yield opened


async def ask(house: AgendaHouse) -> MeetingId:
    async with house.work() as moment:
        await hold_meetings(moment)
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)
    return THE_MEETING


async def test_a_draft_is_planned_in_another_process_and_kept(house: AgendaHouse):
    meeting = await ask(house)
    await draft_agenda(house, plan_in_a_process, meeting)
    agenda = await house.agenda(meeting)
    assert agenda.state is AgendaState.DRAFT
    assert [item.code for item in agenda.items] == ["KX7-Q42"]


async def test_another_process_makes_the_same_draft(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    assert await plan_in_a_process(task) == house.plan(task)


async def test_a_planner_that_fails_is_told_by_its_kind_of_error_alone(house: AgendaHouse):
    await ask(house)
    (task,) = await house.collect()
    broken = replace(task, instance=replace(task.instance, cases=("KX7-Q42",)))
    with pytest.raises(PlanningFailedError, match=r"^\w+Error$"):
        await plan_in_a_process(broken)


async def test_one_draft_that_fails_stops_no_other_and_is_made_later(house: AgendaHouse):
    await ask(house)
    async with house.acting("sanne") as ctx:
        other = (await ctx.uow.meetings.upcoming(house.now))[1].id
        await request_draft(ctx, other)
    told = []

    async def fail_for_the_first(task: DraftingTask) -> DraftMade:
        if task.meeting.id != other:
            raise PlanningFailedError
        return make_draft(task)

    async def draft(meeting: str) -> None:
        await draft_agenda(house, fail_for_the_first, MeetingId(meeting))

    await run_round(house, draft, tell_failure=lambda *failure: told.append(failure))
    assert [(kind, type(failure)) for kind, failure in told] == [
        (TimerKind.AGENDA_DRAFT, PlanningFailedError)
    ]
    assert (await house.agenda(other)).state is AgendaState.DRAFT
    await house.tick(house.now + timedelta(minutes=1))
    assert (await house.agenda()).state is AgendaState.DRAFT


async def test_while_a_draft_is_planned_others_can_work(house: AgendaHouse):
    meeting = await ask(house)

    async def plan_beside_others(task: DraftingTask) -> DraftMade:
        await house.add_case("MV3-T81", Colour.ORANGE, 15, (POLICE,))
        return make_draft(task)

    await draft_agenda(house, plan_beside_others, meeting)
    assert [item.code for item in (await house.agenda(meeting)).items] == ["KX7-Q42"]
