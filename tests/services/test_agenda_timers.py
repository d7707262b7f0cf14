from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from domain.agenda import AgendaState
from domain.identifiers import MeetingId
from domain.stoplight import Colour
from domain.timer import Timer, TimerKind
from services.agenda.approval import approve_agenda, request_draft
from services.agenda.views import read_own_times
from storage.people import RememberedPeople
from tests.support.agenda_house import CARE, POLICE, THE_BEGINNING, WEEKLY, AgendaHouse, moved
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING
from tests.support.rounds import run_round
from tests.support.timers import counted_statements

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
NEXT_MEETING = MeetingId("weekly:2026-02-19")


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
    return agenda_house


async def approve(house: AgendaHouse, meeting: MeetingId = THE_MEETING) -> None:
    agenda = await house.agenda(meeting)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, meeting, agenda.version)


async def ask_for_a_draft(house: AgendaHouse) -> None:
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)


async def looked_at(house: AgendaHouse) -> tuple[datetime | None, datetime | None]:
    """When the clock looks at the meeting next, and when it is drafted next."""
    agendas = await house.timers(TimerKind.AGENDA)
    drafts = await house.timers(TimerKind.AGENDA_DRAFT)
    return agendas.get(THE_MEETING), drafts.get(THE_MEETING)


async def test_each_meeting_is_looked_at_at_its_hour_and_drafted_at_its_cut_off(
    house: AgendaHouse,
):
    await house.tick()
    weeks = [timedelta(weeks=week) for week in range(6)]
    agendas = await house.timers(TimerKind.AGENDA)
    drafts = await house.timers(TimerKind.AGENDA_DRAFT)
    assert sorted(agendas.values()) == [POSTS_AT + week for week in weeks]
    assert sorted(drafts.values()) == [CUT_OFF_AT + week for week in weeks]


async def test_a_moved_meeting_takes_its_timers_along(house: AgendaHouse):
    await house.tick()
    to_friday = moved(date(2026, 2, 12), date(2026, 2, 13), time(9, 0))
    await house.save_schedule(moved=(to_friday,))
    await house.tick()
    assert await looked_at(house) == (POSTS_AT + DAY, CUT_OFF_AT + DAY)


async def test_a_cancelled_meeting_is_not_looked_at_again(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
    await house.tick(CUT_OFF_AT + HOUR)
    assert await looked_at(house) == (None, None)
    assert (await house.agenda()).state is AgendaState.SKIPPED


async def test_a_draft_asked_for_is_made_at_once_and_again_at_the_cut_off(house: AgendaHouse):
    await house.tick()
    await ask_for_a_draft(house)
    assert await looked_at(house) == (POSTS_AT, THE_BEGINNING)
    await house.tick()
    assert await looked_at(house) == (POSTS_AT, CUT_OFF_AT)
    await house.tick(CUT_OFF_AT)
    assert await looked_at(house) == (POSTS_AT, None)


async def test_an_approved_agenda_is_not_drafted_again(house: AgendaHouse):
    await house.tick()
    await ask_for_a_draft(house)
    await house.tick()
    await approve(house)
    assert await looked_at(house) == (POSTS_AT, None)


async def test_an_agenda_that_must_be_approved_again_is_looked_at_again(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    await approve(house)
    await house.save_schedule(minutes=60)
    await house.tick(CUT_OFF_AT + HOUR)
    assert (await house.agenda()).state is AgendaState.DRAFT
    assert await looked_at(house) == (POSTS_AT, None)


async def test_an_agenda_nobody_approved_in_time_is_looked_at_when_the_meeting_begins(
    house: AgendaHouse,
):
    await house.tick(CUT_OFF_AT)
    await house.tick(POSTS_AT)
    assert await looked_at(house) == (STARTS_AT, None)
    await house.tick(STARTS_AT)
    assert await looked_at(house) == (None, None)


async def test_a_draft_kept_after_the_hour_leaves_the_warning_of_that_hour_alone(
    house: AgendaHouse,
):
    await house.tick()
    house.now = POSTS_AT
    for task in await house.collect():
        await house.keep(house.plan(task))
    assert await looked_at(house) == (POSTS_AT, None)


async def test_a_posted_agenda_is_looked_at_once_more_on_the_morning_of_its_meeting(
    house: AgendaHouse,
):
    await house.tick(CUT_OFF_AT)
    await approve(house)
    await house.tick(POSTS_AT)
    morning = STARTS_AT - timedelta(minutes=35)
    assert await looked_at(house) == (morning, None)
    await house.tick(morning)
    assert await looked_at(house) == (None, None)


async def test_a_stored_agenda_that_makes_no_sense_stops_no_other_and_is_tried_again(
    house: AgendaHouse,
):
    await house.tick(CUT_OFF_AT)
    await house.tick(CUT_OFF_AT + WEEK - HOUR)
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, NEXT_MEETING)
    await house.tick(CUT_OFF_AT + WEEK)
    await approve(house, NEXT_MEETING)
    await house.tick(POSTS_AT + WEEK - HOUR)
    async with house.database.engine.begin() as connection:
        await connection.execute(
            text("UPDATE agenda SET state = 'mended' WHERE meeting = :one"), {"one": THE_MEETING}
        )
    await set_due(house, THE_MEETING, POSTS_AT + WEEK - SECOND)
    house.now, told = POSTS_AT + WEEK, []
    await run_round(house, tell_failure=lambda kind, failure: told.append((kind, type(failure))))
    assert told == [(TimerKind.AGENDA, ValueError)]
    assert (await house.agenda(NEXT_MEETING)).state is AgendaState.POSTED
    agendas = await house.timers(TimerKind.AGENDA)
    assert agendas[THE_MEETING] == house.now + 15 * SECOND


async def set_due(house: AgendaHouse, meeting: MeetingId, at: datetime) -> None:
    async with house.work() as moment:
        await moment.uow.timers.set(Timer(kind=TimerKind.AGENDA, subject=meeting, due_at=at))


async def test_people_are_read_once_and_the_circle_of_each_case_once(house: AgendaHouse):
    for number in range(1, 5):
        await house.add_case(f"AA1-B0{number}", Colour.RED, 15, (POLICE, CARE), "nurse")
    await house.tick(CUT_OFF_AT)
    await approve(house)
    await house.tick(POSTS_AT)
    house.database._people = RememberedPeople()
    with counted_statements(house.database._reader) as statements:
        async with house.sending_to("agent") as reading:
            assert await read_own_times(reading, THE_MEETING)
    # the recipient and who is in a circle: never everybody; and in the question how the recipient
    # stands to their cases, for which organisation they speak now
    assert sum("FROM member" in one for one in statements) == 3
    assert all("WHERE" in one for one in statements if "FROM member" in one)
    # the circle of each case, and how the recipient stands to their own cases
    assert sum("FROM circle" in one for one in statements) == 6


@pytest.mark.parametrize(("at", "next_at"), [(THE_BEGINNING, CUT_OFF_AT), (STARTS_AT, None)])
async def test_a_draft_that_is_not_needed_now_waits_until_it_is(
    house: AgendaHouse, at: datetime, next_at: datetime | None
):
    await house.tick()
    async with house.work() as moment:
        woken = Timer(kind=TimerKind.AGENDA_DRAFT, subject=THE_MEETING, due_at=house.now)
        await moment.uow.timers.set(woken)
    house.now = at
    await run_round(house, house._draft)
    assert (await house.timers(TimerKind.AGENDA_DRAFT)).get(THE_MEETING) == next_at
    assert house.tasks == []
