import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Table, inspect

from domain.absence import Span
from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaChange,
    AgendaChangeKind,
    AgendaState,
    Attendance,
    AwayMember,
    LeftOut,
    PartnerStand,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId, OrganisationId
from domain.meeting import Meeting
from domain.planning import Reason
from domain.stoplight import Colour
from storage import meetings as rows
from storage.meetings import MeetingRows
from storage.metadata import metadata
from tests.support.databases import Database
from tests.support.meetings import (
    CUT_OFF_AT,
    ORANGE,
    RED,
    STARTS_AT,
    THE_MEETING,
    WRITTEN,
    a_meeting,
    an_agenda,
    at_minute,
)

migration = importlib.import_module("storage.migrations.versions.0007_meetings")
TABLES = {one.name for one in vars(rows).values() if isinstance(one, Table)}

FULL = replace(
    an_agenda(RED, ORANGE),
    state=AgendaState.APPROVED,
    breaks=(AgendaBreak(starts_at=at_minute(45), minutes=10),),
    left_out=(
        WRITTEN,
        LeftOut(
            case=CaseId("case-ZB4-A10"),
            code=CaseCode("ZB4-A10"),
            colour=None,
            reason=Reason.NOT_READY,
        ),
        LeftOut(
            case=CaseId("case-HW2-D55"),
            code=CaseCode("HW2-D55"),
            colour=Colour.ORANGE,
            reason=Reason.PARTNER_WINDOW,
            minutes=20,
            minutes_left=5,
            cases_above=9,
            organisation=OrganisationId("police"),
        ),
    ),
    changes=(
        AgendaChange(code=CaseCode("HW2-D55"), kind=AgendaChangeKind.DROPPED, was_at=at_minute(0)),
        AgendaChange(code=RED.code, kind=AgendaChangeKind.ADDED, now_at=at_minute(0)),
    ),
    attendance=Attendance(presence_minutes=75, everybody_minutes=90, is_proven_best=True),
    partners=(
        PartnerStand(
            organisation=OrganisationId("police"),
            there=(Span(starts_at=at_minute(30), ends_at=at_minute(180)),),
            away=(
                AwayMember(
                    member=MemberId("agent"),
                    span=Span(starts_at=at_minute(-60), ends_at=at_minute(30)),
                ),
            ),
        ),
        PartnerStand(organisation=OrganisationId("city")),
        PartnerStand(organisation=OrganisationId("housing"), there=()),
    ),
    approved_by=MemberId("director"),
    approved_at=CUT_OFF_AT,
)


@pytest.fixture
async def meetings(database: Database) -> AsyncIterator[MeetingRows]:
    async with database.engine.begin() as connection:
        yield MeetingRows(connection)


async def keep(meetings: MeetingRows, meeting: Meeting, agenda: Agenda | None = None) -> None:
    await meetings.add(meeting)
    if agenda:
        await meetings.add_agenda(replace(agenda, meeting=meeting.id))


def later(days: int, **changes: object) -> Meeting:
    moved = a_meeting(STARTS_AT + timedelta(days=days))
    return replace(moved, id=MeetingId(f"weekly:{days}"), **changes)


async def test_a_meeting_comes_back_as_it_was_kept(meetings: MeetingRows):
    meeting = replace(a_meeting(), redraft_of=3)
    await meetings.add(meeting)
    assert await meetings.get(THE_MEETING) == meeting


async def test_an_unknown_meeting_is_not_found(meetings: MeetingRows):
    with pytest.raises(NotFoundError):
        await meetings.get(THE_MEETING)


async def test_one_meeting_is_not_kept_twice(meetings: MeetingRows):
    await meetings.add(a_meeting())
    with pytest.raises(ConflictError):
        await meetings.add(a_meeting())


async def test_a_moved_meeting_is_saved_one_version_higher(meetings: MeetingRows):
    await meetings.add(a_meeting())
    moved = replace(a_meeting(STARTS_AT + timedelta(days=1)), is_cancelled=True)
    assert await meetings.save(moved) == replace(moved, version=2)
    assert await meetings.get(THE_MEETING) == replace(moved, version=2)


async def test_an_old_version_of_a_meeting_overwrites_nothing(meetings: MeetingRows):
    await meetings.add(a_meeting())
    await meetings.save(a_meeting())
    with pytest.raises(ConflictError):
        await meetings.save(a_meeting())


async def test_an_agenda_comes_back_with_all_its_parts(meetings: MeetingRows):
    await keep(meetings, a_meeting(), FULL)
    assert await meetings.agenda(THE_MEETING) == FULL


async def test_a_meeting_without_an_agenda_has_none(meetings: MeetingRows):
    await meetings.add(a_meeting())
    assert await meetings.agenda(THE_MEETING) is None


async def test_a_meeting_has_one_agenda_at_most(meetings: MeetingRows):
    await keep(meetings, a_meeting(), FULL)
    with pytest.raises(ConflictError):
        await meetings.add_agenda(FULL)


async def test_a_changed_agenda_takes_the_place_of_the_old_one(meetings: MeetingRows):
    await keep(meetings, a_meeting(), FULL)
    smaller = replace(
        FULL, items=(ORANGE,), breaks=(), left_out=(), changes=(), posted_at=CUT_OFF_AT
    )
    assert await meetings.save_agenda(smaller) == replace(smaller, version=2)
    assert await meetings.agenda(THE_MEETING) == replace(smaller, version=2)


async def test_of_two_directors_at_once_one_saves(meetings: MeetingRows):
    await keep(meetings, a_meeting(), FULL)
    await meetings.save_agenda(FULL)
    with pytest.raises(ConflictError):
        await meetings.save_agenda(FULL)


async def test_upcoming_meetings_are_held_and_not_over(meetings: MeetingRows):
    for meeting in (later(7), later(-7), a_meeting(), later(3, is_cancelled=True)):
        await meetings.add(meeting)
    found = await meetings.upcoming(STARTS_AT + timedelta(hours=1))
    assert [one.id for one in found] == [THE_MEETING, "weekly:7"]


async def test_a_known_meeting_is_found_also_when_cancelled(meetings: MeetingRows):
    await meetings.add(later(3, is_cancelled=True))
    found = await meetings.known([MeetingId("weekly:3"), THE_MEETING])
    assert [one.id for one in found] == ["weekly:3"]


async def test_unsettled_meetings_still_need_the_clock(meetings: MeetingRows):
    await keep(meetings, later(5))
    await keep(meetings, later(4), an_agenda())
    await keep(meetings, later(3), an_agenda(state=AgendaState.APPROVED))
    await keep(meetings, later(6, is_cancelled=True), an_agenda())
    await keep(meetings, later(2, is_cancelled=True))
    for day, state in enumerate((AgendaState.POSTED, AgendaState.EXPIRED, AgendaState.SKIPPED)):
        await keep(meetings, later(10 + day), an_agenda(state=state))
    await keep(meetings, later(-7), an_agenda())
    found = await meetings.unsettled(STARTS_AT)
    assert [one.id for one in found] == ["weekly:3", "weekly:4", "weekly:5", "weekly:6"]


async def test_posted_meetings_are_held_and_not_over(meetings: MeetingRows):
    posted = an_agenda(state=AgendaState.POSTED)
    for meeting in (later(7), later(-7), a_meeting(), later(3, is_cancelled=True)):
        await keep(meetings, meeting, posted)
    await keep(meetings, later(5), an_agenda(state=AgendaState.APPROVED))
    await keep(meetings, later(6))
    found = await meetings.posted(STARTS_AT + timedelta(hours=1))
    assert [one.id for one in found] == [THE_MEETING, "weekly:7"]


async def test_of_a_case_the_first_meeting_it_is_planned_for_is_found_also_before_it_is_posted(
    meetings: MeetingRows,
):
    before = STARTS_AT - timedelta(minutes=1)
    await meetings.add(a_meeting())
    assert await meetings.planned(RED.case, before) is None
    kept = an_agenda(RED)
    await meetings.add_agenda(kept)
    for state in (AgendaState.DRAFT, AgendaState.APPROVED, AgendaState.POSTED):
        kept = await meetings.save_agenda(replace(kept, state=state))
        assert await meetings.planned(RED.case, before) == a_meeting()
        assert await meetings.planned(ORANGE.case, before) is None
        assert await meetings.planned(RED.case, STARTS_AT) is None
    skipped = await meetings.save_agenda(replace(kept, state=AgendaState.SKIPPED))
    assert await meetings.planned(RED.case, before) is None
    await meetings.save_agenda(replace(skipped, state=AgendaState.POSTED))
    await meetings.save(replace(a_meeting(), is_cancelled=True))
    assert await meetings.planned(RED.case, before) is None


async def test_the_migration_makes_the_tables_of_the_code_and_takes_them_away(database: Database):
    tables = [metadata.tables[name] for name in sorted(TABLES)]
    async with database.engine.begin() as connection:
        migrated = await connection.run_sync(_describe)
        await connection.run_sync(_take_away_what_is_about_meetings)
        await connection.run_sync(_take_away)
        assert not TABLES & set(await connection.run_sync(_table_names))
        await connection.run_sync(metadata.create_all, tables=tables)
        assert await connection.run_sync(_describe) == migrated


def _take_away_what_is_about_meetings(connection: Connection) -> None:
    about = set(TABLES)
    for table in metadata.sorted_tables:
        of = {one.column.table.name for one in table.foreign_keys}
        about |= {table.name} if of & about else set()
    for table in reversed(metadata.sorted_tables):
        if table.name in about - TABLES:
            table.drop(connection)


def _take_away(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        migration.downgrade()


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _describe(connection: Connection) -> dict[str, object]:
    found = inspect(connection)
    return {
        name: (
            [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)],
            found.get_pk_constraint(name),
            found.get_foreign_keys(name),
            found.get_indexes(name),
        )
        for name in TABLES
    }


async def test_an_agenda_whose_head_alone_changes_keeps_its_parts(meetings: MeetingRows):
    await keep(meetings, a_meeting(), FULL)
    read = await meetings.agenda(THE_MEETING)
    assert read is not None
    posted = await meetings.save_agenda(replace(read, state=AgendaState.POSTED))
    again = await meetings.save_agenda(replace(posted, changes=(), breaks=()))
    assert await meetings.agenda(THE_MEETING) == again
    assert (again.items, again.left_out) == (FULL.items, FULL.left_out)


async def test_an_agenda_that_was_not_read_here_is_saved_with_its_parts(database: Database):
    async with database.engine.begin() as connection:
        await keep(MeetingRows(connection), a_meeting(), FULL)
    async with database.engine.begin() as connection:
        emptied = replace(FULL, items=(), breaks=(), left_out=(), changes=())
        await MeetingRows(connection).save_agenda(emptied)
    async with database.engine.begin() as connection:
        kept = await MeetingRows(connection).agenda(THE_MEETING)
    assert kept == replace(emptied, version=2)


async def test_parts_that_were_read_of_an_older_version_are_written_anew(database: Database):
    async with database.engine.begin() as connection:
        first, second = MeetingRows(connection), MeetingRows(connection)
        await keep(first, a_meeting(), FULL)
        read = await first.agenda(THE_MEETING)
        assert read is not None
        await second.save_agenda(replace(FULL, items=(), breaks=(), left_out=(), changes=()))
        again = await first.save_agenda(replace(read, version=2))
        assert await second.agenda(THE_MEETING) == again
    assert again.items == FULL.items
