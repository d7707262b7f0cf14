"""What happened at the table as rows. A run is saved as a whole: its old parts are deleted."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.agenda import AgendaState
from domain.errors import ConflictError
from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting
from domain.meeting_run import (
    CaseAtTable,
    MeetingRun,
    OrganisationAtTable,
    Progress,
    RunStep,
    ToldTime,
)
from storage.meetings import agenda, agenda_item, meeting
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

meeting_run = Table(
    "meeting_run",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("started_at", UtcDateTime(), nullable=True),
    Column("started_by", String(80), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("ended_by", String(80), nullable=True),
    Column("steps", Integer(), nullable=False),
    Column("last_step", String(12), nullable=False),
    Column("last_by", String(80), nullable=True),
    Column("last_at", UtcDateTime(), nullable=True),
    Column("version", Integer(), nullable=False),
)

meeting_run_case = Table(
    "meeting_run_case",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting_run.meeting"), primary_key=True),
    Column("case", String(80), primary_key=True),
    Column("position", Integer(), nullable=False),
    Column("progress", String(12), nullable=False),
    Column("started_at", UtcDateTime(), nullable=True),
    Column("started_by", String(80), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("ended_by", String(80), nullable=True),
    Column("added_minutes", Integer(), nullable=False),
)

meeting_run_presence = Table(
    "meeting_run_presence",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting_run.meeting"), primary_key=True),
    Column("organisation", String(80), primary_key=True),
    Column("position", Integer(), primary_key=True),
    Column("from_at", UtcDateTime(), nullable=False),
    Column("until_at", UtcDateTime(), nullable=True),
    Column("is_assumed", Boolean(), nullable=False),
)

meeting_run_told = Table(
    "meeting_run_told",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting_run.meeting"), primary_key=True),
    Column("organisation", String(80), primary_key=True),
    Column("position", Integer(), nullable=False),
    Column("case", String(80), nullable=False),
    Column("expected_at", UtcDateTime(), nullable=False),
    Column("told_at", UtcDateTime(), nullable=False),
)

_PARTS: Final = (meeting_run_case, meeting_run_presence, meeting_run_told)
_FIND: Final = select(meeting_run).where(meeting_run.c.meeting == bindparam("meeting"))
_PARTS_OF: Final = {
    part: select(part).where(part.c.meeting == bindparam("meeting")).order_by(part.c.position)
    for part in _PARTS
}
_GOING_ON: Final = select(meeting_run.c.meeting, meeting_run.c.ended_at.is_(None)).where(
    meeting_run.c.meeting.in_(bindparam("ids", expanding=True))
)
_DISCUSSING: Final = (
    select(meeting)
    .join(agenda, agenda.c.meeting == meeting.c.id)
    .join(agenda_item, agenda_item.c.meeting == meeting.c.id)
    .where(
        agenda_item.c.case == bindparam("case"),
        agenda.c.state == literal_column(f"'{AgendaState.POSTED}'"),
        meeting.c.is_cancelled.is_(False),
        meeting.c.starts_at <= bindparam("begins_by", type_=UtcDateTime()),
        meeting.c.ends_at >= bindparam("ends_after", type_=UtcDateTime()),
    )
    .order_by(meeting.c.starts_at.desc())
    .limit(1)
)
_SAVE: Final = (
    update(meeting_run)
    .where(
        meeting_run.c.meeting == bindparam("saved"),
        meeting_run.c.version == bindparam("kept_version"),
    )
    .values({column.name: bindparam(column.name) for column in meeting_run.c})
)
_ADD_PART: Final = {part: insert(part) for part in _PARTS}
_EMPTY_PARTS: Final = [
    delete(part).where(part.c.meeting == bindparam("meeting")) for part in _PARTS
]


class MeetingRunRows:
    """The runs of meetings on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def get(self, meeting_id: MeetingId) -> MeetingRun | None:
        """The run of a meeting; None when it was not started."""
        given = {"meeting": meeting_id}
        head = (await self._connection.execute(_FIND, given)).mappings().one_or_none()
        if head is None:
            return None
        cases, presences, told = [
            (await self._connection.execute(_PARTS_OF[part], given)).mappings().all()
            for part in _PARTS
        ]
        return MeetingRun(
            **{**head, "last_step": RunStep(head["last_step"])},
            cases=tuple(_case(row) for row in cases),
            presences=tuple(OrganisationAtTable(**_own(row)) for row in presences),
            told=tuple(ToldTime(**_own(row)) for row in told),
        )

    async def discussing(
        self, case_id: CaseId, begins_by: datetime, ends_after: datetime
    ) -> Meeting | None:
        """The last meeting that is held with this case on its posted agenda between these moments;
        None when there is none.
        """
        given = {"case": case_id, "begins_by": begins_by, "ends_after": ends_after}
        found = (await self._connection.execute(_DISCUSSING, given)).mappings().one_or_none()
        return Meeting(**found) if found else None

    async def going_on(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, bool]:
        """Of each of these meetings that was run, whether it is still going on."""
        rows = await self._connection.execute(_GOING_ON, {"ids": list(meetings)})
        return {MeetingId(meeting): bool(going) for meeting, going in rows}

    async def add(self, run: MeetingRun) -> None:
        """Keep a new run; ConflictError when its meeting has one."""
        if not await insert_once(self._connection, meeting_run, _head(run)):
            raise ConflictError
        await self._insert_parts(run)

    async def save(self, run: MeetingRun) -> MeetingRun:
        """Save a changed run with its parts and return it one version higher; ConflictError when
        the kept version is another.
        """
        saved = replace(run, version=run.version + 1)
        written = {**_head(saved), "saved": run.meeting, "kept_version": run.version}
        await change_one(self._connection, _SAVE, written)
        for emptied in _EMPTY_PARTS:
            await self._connection.execute(emptied, {"meeting": run.meeting})
        await self._insert_parts(saved)
        return saved

    async def _insert_parts(self, run: MeetingRun) -> None:
        parts: dict[Table, list[dict[str, Any]]] = {
            meeting_run_case: [asdict(one) for one in run.cases],
            meeting_run_presence: [asdict(one) for one in run.presences],
            meeting_run_told: [asdict(one) for one in run.told],
        }
        for table, rows in parts.items():
            named = [
                {**row, "meeting": run.meeting, "position": number}
                for number, row in enumerate(rows)
            ]
            if named:
                await self._connection.execute(_ADD_PART[table], named)


def _head(run: MeetingRun) -> dict[str, Any]:
    return {column.name: getattr(run, column.name) for column in meeting_run.c}


def _case(row: RowMapping) -> CaseAtTable:
    return CaseAtTable(**{**_own(row), "progress": Progress(row["progress"])})


def _own(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"meeting", "position"}}
