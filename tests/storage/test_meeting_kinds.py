"""Kinds of meeting are kept in their order and remembered until somebody changes them."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import date

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.house import MeetingBreak
from domain.identifiers import ChannelTitle, MeetingKindId, OrganisationId, ScheduleId
from domain.meeting_kind import KindsHeld, MeetingKind
from domain.rhythm import WeeklyTime
from storage.channels import channel
from storage.database import Database
from storage.people import RememberedPeople
from storage.schedules import ScheduleRows
from storage.transaction import Transaction
from tests.support.agenda_house import CHANNEL
from tests.support.agenda_house import WEEKLY as HELD

WEEKLY = MeetingKind(
    id=MeetingKindId("weekly"),
    position=0,
    name="Weekoverleg",
    title=ChannelTitle("Weekoverleg"),
    purpose="Alle casussen",
    fixed=(OrganisationId("politie"), OrganisationId("ggz")),
)
YOUTH = MeetingKind(id=MeetingKindId("a-youth"), position=1, name="Jeugdoverleg")


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as connection:
        yield connection


def schedules(connection: AsyncConnection, remembered: RememberedPeople) -> ScheduleRows:
    """The schedules as a transaction finds them that has changed nothing."""
    return ScheduleRows(Transaction(connection), remembered)


async def test_kinds_are_kept_whole_and_in_the_order_of_the_house(connection: AsyncConnection):
    held = KindsHeld(all=(WEEKLY, YOUTH))
    here = schedules(connection, RememberedPeople())
    assert await here.kinds() == KindsHeld()
    await here.replace_kinds(held)
    assert await here.kinds() == held
    assert await schedules(connection, RememberedPeople()).kinds() == held


async def test_kinds_are_remembered_until_somebody_changes_them(connection: AsyncConnection):
    remembered = RememberedPeople()
    await schedules(connection, RememberedPeople()).replace_kinds(KindsHeld(all=(WEEKLY, YOUTH)))
    before = await schedules(connection, remembered).kinds()
    assert await schedules(connection, remembered).kinds() is before
    await connection.execute(text("UPDATE meeting_kind SET name = 'Other' WHERE id = 'a-youth'"))
    assert (await schedules(connection, remembered).kinds()).all[1].name == "Other"
    await schedules(connection, RememberedPeople()).replace_kinds(KindsHeld(all=(YOUTH,)))
    assert (await schedules(connection, remembered).kinds()).all == (YOUTH,)


async def test_the_time_of_a_week_is_added_up_for_each_kind_without_breaks(
    connection: AsyncConnection,
):
    here = schedules(connection, RememberedPeople())
    await connection.execute(insert(channel), [{**asdict(CHANNEL), "ended_on": None}])
    pause = MeetingBreak(earliest_minute=60, latest_minute=90, minutes=15)
    for name, kind, minutes in (("a", None, 180), ("b", "youth", 60), ("c", "youth", 90)):
        held = replace(HELD, id=ScheduleId(name), kind=kind, minutes=minutes)
        await here.save_schedule(replace(held, breaks=(pause,) if name != "b" else ()))
    await here.save_schedule(replace(HELD, id=ScheduleId("d"), kind=YOUTH.id))
    await here.end_schedule(ScheduleId("d"), date(2026, 2, 9))
    times = await here.weekly_times()
    assert times == {
        None: WeeklyTime(meetings=1, minutes=165),
        "youth": WeeklyTime(meetings=2, minutes=135),
    }
    assert {type(one.minutes) for one in times.values()} == {int}
