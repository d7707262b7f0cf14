"""What calendars say of meetings comes back as it was kept."""

import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect

from domain.calendar_entry import CalendarEntry, change_entry, join_hours
from domain.identifiers import MemberId
from domain.member import Appointment, Member, Organisation, OrganisationType, Role
from storage.calendar_entries import CalendarEntryRows
from storage.meetings import MeetingRows
from storage.people import PeopleRows, RememberedPeople
from tests.support.databases import Database
from tests.support.meetings import ORANGE, RED, THE_MEETING, a_meeting, at_minute

migration = importlib.import_module("storage.migrations.versions.0013_calendar_entries")

NURSE, AGENT = MemberId("nurse"), MemberId("agent")
APART = replace(ORANGE, starts_at=at_minute(75))


@pytest.fixture
async def entries(database: Database) -> AsyncIterator[CalendarEntryRows]:
    async with database.engine.begin() as connection:
        people = PeopleRows(connection, RememberedPeople())
        here = Organisation(id="care", name="GGZ", type=OrganisationType.PRIVATE_PARTICIPANT)
        await people.save_organisation(here)
        for name in (NURSE, AGENT):
            await people.save_member(a_member(name))
        await MeetingRows(connection).add(a_meeting())
        yield CalendarEntryRows(connection)


def a_member(name: MemberId) -> Member:
    return Member(
        id=name,
        tenant_id="tenant",
        object_id=name,
        name=name,
        organisation="care",
        appointments=(Appointment(role=Role.PROFESSIONAL, from_on=date(2026, 1, 1)),),
    )


def an_entry(member: MemberId = NURSE) -> CalendarEntry:
    new = CalendarEntry(meeting=THE_MEETING, member=member, uid=f"uid-{member}")
    entry = change_entry(new, join_hours([RED, APART]), "Stadhuis, zaal 2")
    assert entry is not None
    return entry


async def test_an_entry_comes_back_as_it_was_kept(entries: CalendarEntryRows) -> None:
    await entries.keep([an_entry()])
    assert await entries.find(THE_MEETING, NURSE) == an_entry()
    assert len(an_entry().hours) == 2


async def test_a_changed_entry_takes_the_place_of_the_old_one(entries: CalendarEntryRows) -> None:
    await entries.keep([an_entry(), an_entry(AGENT)])
    ended = change_entry(an_entry(), (), "")
    assert ended is not None
    await entries.keep([ended])
    assert await entries.of_meeting(THE_MEETING) == {NURSE: ended, AGENT: an_entry(AGENT)}


async def test_who_never_had_an_entry_has_none(entries: CalendarEntryRows) -> None:
    assert await entries.find(THE_MEETING, NURSE) is None
    assert await entries.of_meeting(THE_MEETING) == {}


async def test_the_address_of_a_member_is_kept(database: Database) -> None:
    async with database.engine.begin() as connection:
        people = PeopleRows(connection, RememberedPeople())
        here = Organisation(id="care", name="GGZ", type=OrganisationType.PRIVATE_PARTICIPANT)
        await people.save_organisation(here)
        with_mail = replace(a_member(NURSE), mail="nurse@partner.example", is_guest=True)
        with_mail = replace(with_mail, sign_in="nurse_partner.example#EXT#@house.example")
        await people.save_member(with_mail)
        assert await people.member(NURSE) == with_mail


def _down_and_up(connection: Connection) -> tuple[bool, bool]:
    with Operations.context(MigrationContext.configure(connection)):
        migration.downgrade()
        is_there_after = inspect(connection).has_table("calendar_entry")
        migration.upgrade()
    return is_there_after, inspect(connection).has_table("calendar_entry")


async def test_the_table_can_be_taken_away_and_made_again(database: Database) -> None:
    async with database.engine.begin() as connection:
        assert await connection.run_sync(_down_and_up) == (False, True)
