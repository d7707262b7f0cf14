"""Kinds of meeting are kept in their order and remembered until somebody changes them."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identifiers import ChannelTitle, MeetingKindId, OrganisationId
from domain.meeting_kind import KindsHeld, MeetingKind
from storage.database import Database
from storage.people import RememberedPeople
from storage.schedules import ScheduleRows
from storage.transaction import Transaction

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
