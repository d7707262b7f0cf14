"""Figures over real storage: kept at posting and at the end, read by quarter, codes nowhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from domain.consult import ConsultReply
from domain.figures import AtTable, Discussed, Measured
from domain.member import Role
from domain.quarter import Quarter
from services.access import RefusedError
from services.agenda.clock import hold_meetings
from services.consult import (
    ask_consult,
    ask_on_consult,
    close_consult,
    list_own_consults,
    open_own_consult,
)
from services.figures import FiguresView, view_figures
from services.meeting_run import close_meeting, go_on, note_after_meeting, pass_over
from tests.support.agenda_house import CARE, CITY, POLICE, WEEKLY, AgendaHouse, a_member, moved
from tests.support.agreed_actions import agree
from tests.support.meeting_table import SECOND, post_agenda_of_three, step_at
from tests.support.meetings import POSTS_AT, STARTS_AT, THE_MEETING, at_minute

FIRST_OF_2026 = Quarter(year=2026, number=1)
A_DAY = timedelta(days=1)


@pytest.fixture
async def posted(agenda_house: AgendaHouse) -> AgendaHouse:
    async with agenda_house.work() as moment:
        await moment.uow.people.save_member(a_member("Karel", CITY, Role.MANAGER))
    return await post_agenda_of_three(agenda_house)


async def figures(
    house: AgendaHouse, quarter: Quarter | None = None, name: str = "karel"
) -> FiguresView:
    async with house.acting(name) as ctx:
        return await view_figures(ctx, quarter)


async def run_with_delay(house: AgendaHouse) -> None:
    """Begun 6 minutes late; red took 40 minutes, the second was skipped, the third took 10."""
    await step_at(house, at_minute(6))
    await step_at(house, at_minute(46), go_on, seen=1)
    await step_at(house, at_minute(48), pass_over, seen=2)
    await step_at(house, at_minute(60), go_on, seen=3)
    await step_at(house, at_minute(70), close_meeting, seen=4)


async def test_what_was_posted_is_counted_at_once(posted: AgendaHouse):
    view = await figures(posted)
    [line] = view.meetings
    assert (line.figures.cases, line.figures.discussed, line.figures.measured) == (3, None, None)
    # care 09:00-10:15, police 09:00-09:45; all sit 75 minutes; by hand care is done at 09:50
    assert view.at_table == AtTable(planned=120, by_hand=125, everybody=150)
    assert {one.organisation: one.at_table.planned for one in view.organisations} == {
        CARE: 75,
        POLICE: 45,
    }
    assert (view.known_meetings, view.measured_meetings) == (0, 0)


async def test_at_its_end_is_counted_how_a_meeting_went(posted: AgendaHouse):
    await run_with_delay(posted)
    view = await figures(posted)
    assert view.discussed == Discussed(red=1, orange=1, skipped=1)
    # care is taken to be there from 09:06 to 10:10, police until it has no case to come
    assert view.measured == Measured(
        late=6, timed_cases=2, minutes_had=50, minutes_used=50, at_table=106
    )
    assert (view.known_meetings, view.measured_meetings) == (1, 1)


async def test_what_is_noted_afterwards_is_counted_too(posted: AgendaHouse):
    await run_with_delay(posted)
    posted.now = STARTS_AT + A_DAY
    async with posted.acting("sanne") as ctx:
        await note_after_meeting(ctx, THE_MEETING, {SECOND})
    view = await figures(posted)
    assert view.discussed == Discussed(red=1, orange=2)


async def test_a_meeting_that_nobody_pressed_is_planned_and_no_more(posted: AgendaHouse):
    await posted.tick(STARTS_AT + 3 * A_DAY)
    view = await figures(posted)
    assert len(view.meetings) == 1
    assert (view.known_meetings, view.measured_meetings) == (0, 0)


async def test_a_cancelled_meeting_does_not_count(posted: AgendaHouse):
    async with posted.work() as moment:
        await moment.uow.schedules.end_schedule(WEEKLY.id, posted.now.date())
        await hold_meetings(moment)
    view = await figures(posted)
    assert (view.meetings, view.organisations, view.at_table) == ((), (), AtTable())


async def test_a_meeting_that_is_moved_counts_where_it_is_held(posted: AgendaHouse):
    later = moved(date(2026, 2, 12), date(2026, 4, 2), STARTS_AT.time().replace(hour=9))
    await posted.save_schedule(moved=(later,))
    async with posted.work() as moment:
        await hold_meetings(moment)
    posted.now = STARTS_AT + 60 * A_DAY
    assert len((await figures(posted)).meetings) == 1
    assert (await figures(posted, FIRST_OF_2026)).meetings == ()


async def test_a_changed_agenda_counts_as_it_was_last_approved(posted: AgendaHouse):
    async with posted.work() as moment:
        agenda = await moment.uow.meetings.agenda(THE_MEETING)
        assert agenda is not None
        await moment.uow.meetings.save_agenda(replace(agenda, items=agenda.items[:1]))
    await step_at(posted, at_minute(0))
    await step_at(posted, at_minute(30), close_meeting, seen=1)
    view = await figures(posted)
    assert view.meetings[0].figures.cases == 1
    assert view.at_table.planned == 60
    assert {one.organisation for one in view.organisations} == {CARE, POLICE}


async def test_earlier_quarters_are_found_and_later_ones_are_not_there(posted: AgendaHouse):
    now = await figures(posted)
    assert (now.quarter, now.has_earlier, now.has_later) == (FIRST_OF_2026, False, False)
    posted.now = STARTS_AT.replace(month=4)
    april = await figures(posted)
    assert (april.quarter.number, april.has_earlier, april.has_later) == (2, True, False)
    assert april.meetings == ()
    back = await figures(posted, FIRST_OF_2026)
    assert (len(back.meetings), back.has_earlier, back.has_later) == (1, False, True)
    ahead = Quarter(year=2030, number=1)
    assert (await figures(posted, ahead)).quarter == april.quarter


async def test_agreements_count_in_the_quarter_of_their_date(posted: AgendaHouse):
    async with posted.work() as moment:
        for name in ("Kees", "Joke"):
            await moment.uow.people.save_member(a_member(name, POLICE, Role.PROFESSIONAL))
    case = (await posted.agenda()).items[0].case
    for owner in ("agent", "kees", "joke"):
        await agree(posted, case, owner, date(2026, 3, 31), by="sanne")
    await agree(posted, case, "agent", date(2026, 4, 1), by="sanne")
    view = await figures(posted)
    [police] = view.actions.named
    assert (police.organisation, police.counts.open, police.counts.owners) == (POLICE, 3, 3)
    assert view.names[POLICE] == "Politie"


@pytest.mark.parametrize("name", ["agent", "noor"])
async def test_who_only_brings_cases_or_takes_notes_is_refused(posted: AgendaHouse, name: str):
    with pytest.raises(RefusedError):
        await figures(posted, name=name)


async def test_what_is_kept_holds_no_code_and_nobody(posted: AgendaHouse):
    posted.now = POSTS_AT
    await run_with_delay(posted)
    kept = ""
    async with posted.database.engine.connect() as connection:
        for table in ("meeting_figures", "organisation_figures"):
            rows = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - ours
            kept += str(rows.all())
    items = (await posted.agenda()).items
    people = ("sanne", "noor", "nurse", "agent")
    assert not [
        one for one in (*people, *(i.code for i in items), *(i.case for i in items)) if one in kept
    ]


async def test_questions_for_advice_are_counted_in_the_month_they_came_and_stay_when_wiped(
    posted: AgendaHouse,
):
    for question in ("Kan dit?", "En dit?", "En zo?"):
        async with posted.acting("agent") as ctx:
            await ask_consult(ctx, ConsultReply.WRITTEN, question)
    async with posted.acting("agent") as ctx:
        [first, *_] = await list_own_consults(ctx)
        await ask_on_consult(ctx, await open_own_consult(ctx, first.id), "En dan?")
    async with posted.acting("agent") as ctx:
        await close_consult(ctx, await open_own_consult(ctx, first.id))
    view = await figures(posted)
    assert [(one.month_on.month, one.asked) for one in view.consults] == [(1, 0), (2, 3)]
    before = await figures(posted, FIRST_OF_2026.previous)
    assert [one.asked for one in before.consults] == [0, 0, 0]
