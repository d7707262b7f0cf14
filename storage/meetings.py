"""Meetings and agendas as rows. An agenda is saved as a whole: its old parts are deleted."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.agenda import (
    Agenda,
    AgendaBreak,
    AgendaChange,
    AgendaChangeKind,
    AgendaItem,
    AgendaState,
    Attendance,
    LeftOut,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MeetingId
from domain.meeting import Meeting
from domain.planning import Reason
from domain.stoplight import Colour
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_once

meeting = Table(
    "meeting",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("schedule", String(80), nullable=False),
    Column("channel", String(80), nullable=False),
    Column("planned_on", Date(), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime(), nullable=False),
    Column("cut_off_at", UtcDateTime(), nullable=False),
    Column("posts_at", UtcDateTime(), nullable=False),
    Column("place", String(200), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("is_cancelled", Boolean(), nullable=False),
    Column("redraft_of", Integer(), nullable=True),
    Index("ix_meeting_ends_at", "ends_at"),
)

agenda = Table(
    "agenda",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("drafted_at", UtcDateTime(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("approved_by", String(80), nullable=True),
    Column("approved_at", UtcDateTime(), nullable=True),
    Column("posted_at", UtcDateTime(), nullable=True),
    Column("presence_minutes", Integer(), nullable=False),
    Column("everybody_minutes", Integer(), nullable=False),
    Column("is_proven_best", Boolean(), nullable=False),
)

agenda_item = Table(
    "agenda_item",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("case", String(80), nullable=False),
    Column("colour", String(12), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("required", JSON(), nullable=False),
    Index("ix_agenda_item_case", "case"),
)

agenda_break = Table(
    "agenda_break",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("starts_at", UtcDateTime(), primary_key=True),
    Column("minutes", Integer(), nullable=False),
)

agenda_left_out = Table(
    "agenda_left_out",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("position", Integer(), nullable=False),
    Column("case", String(80), nullable=False),
    Column("colour", String(12), nullable=True),
    Column("reason", String(24), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("minutes_left", Integer(), nullable=True),
    Column("cases_above", Integer(), nullable=True),
    Column("organisation", String(80), nullable=True),
    Index("ix_agenda_left_out_case", "case"),
)

agenda_change = Table(
    "agenda_change",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("was_at", UtcDateTime(), nullable=True),
    Column("now_at", UtcDateTime(), nullable=True),
)

_PARTS: Final = (agenda_item, agenda_break, agenda_left_out, agenda_change)
_OPEN: Final = (AgendaState.DRAFT, AgendaState.APPROVED)


class MeetingRows:
    """The meetings of the house on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, new: Meeting) -> None:
        """Keep a new meeting; ConflictError when its id is known already."""
        if not await insert_once(self._connection, meeting, asdict(new)):
            raise ConflictError

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Find a meeting; NotFoundError when there is none."""
        found = await self._select(meeting.c.id == meeting_id)
        if not found:
            raise NotFoundError
        return found[0]

    async def known(self, ids: Collection[MeetingId]) -> Sequence[Meeting]:
        """Those of these meetings that are kept, cancelled ones too."""
        return await self._select(meeting.c.id.in_(ids))

    async def save(self, changed: Meeting) -> Meeting:
        """Save a changed meeting and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        await self._update(meeting, meeting.c.id == changed.id, changed.version, asdict(saved))
        return saved

    async def upcoming(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held and end after this moment, by start."""
        return await self._select(meeting.c.ends_at > since, meeting.c.is_cancelled.is_(False))

    async def unsettled(self) -> Sequence[Meeting]:
        """Meetings whose agenda is still to come, draft or approved, by start."""
        has_none = and_(agenda.c.state.is_(None), meeting.c.is_cancelled.is_(False))
        return await self._select(or_(has_none, agenda.c.state.in_(_OPEN)))

    async def agenda(self, meeting_id: MeetingId) -> Agenda | None:
        """The agenda of a meeting; None when none was drafted."""
        rows = await self._read(agenda, meeting_id)
        if not rows:
            return None
        return Agenda(
            **_head(rows[0]),
            items=tuple(_item(row) for row in await self._read(agenda_item, meeting_id)),
            breaks=tuple(_break(row) for row in await self._read(agenda_break, meeting_id)),
            left_out=tuple(_left_out(row) for row in await self._read(agenda_left_out, meeting_id)),
            changes=tuple(_change(row) for row in await self._read(agenda_change, meeting_id)),
        )

    async def add_agenda(self, new: Agenda) -> None:
        """Keep the first agenda of a meeting; ConflictError when it has one."""
        if not await insert_once(self._connection, agenda, _head_row(new)):
            raise ConflictError
        await self._insert_parts(new)

    async def save_agenda(self, changed: Agenda) -> Agenda:
        """Save a changed agenda with its parts and return it one version higher; ConflictError when
        the kept version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        mine = agenda.c.meeting == changed.meeting
        await self._update(agenda, mine, changed.version, _head_row(saved))
        for part in _PARTS:
            await self._connection.execute(delete(part).where(part.c.meeting == changed.meeting))
        await self._insert_parts(saved)
        return saved

    async def _select(self, *conditions: ColumnElement[bool]) -> list[Meeting]:
        chosen = select(meeting).outerjoin(agenda, agenda.c.meeting == meeting.c.id)
        ordered = chosen.where(*conditions).order_by(meeting.c.starts_at, meeting.c.id)
        rows = (await self._connection.execute(ordered)).mappings()
        return [Meeting(**row) for row in rows]

    async def _read(self, table: Table, meeting_id: MeetingId) -> Sequence[RowMapping]:
        ordered = select(table).where(table.c.meeting == meeting_id).order_by(*_order_of(table))
        return (await self._connection.execute(ordered)).mappings().all()

    async def _update(
        self, table: Table, mine: ColumnElement[bool], version: int, row: dict[str, Any]
    ) -> None:
        changed = update(table).where(mine, table.c.version == version).values(**row)
        if (await self._connection.execute(changed)).rowcount != 1:
            raise ConflictError

    async def _insert_parts(self, whole: Agenda) -> None:
        parts: dict[Table, list[dict[str, Any]]] = {
            agenda_item: [asdict(item) for item in whole.items],
            agenda_break: [asdict(pause) for pause in whole.breaks],
            agenda_left_out: [
                {**asdict(left), "position": number} for number, left in enumerate(whole.left_out)
            ],
            agenda_change: [asdict(change) for change in whole.changes],
        }
        for table, rows in parts.items():
            named = [{**row, "meeting": whole.meeting} for row in rows]
            if named:
                await self._connection.execute(insert(table), named)


def _order_of(table: Table) -> list[ColumnElement[Any]]:
    names = ("position", "starts_at", "code")
    return [table.c[name] for name in names if name in table.c]


def _head_row(whole: Agenda) -> dict[str, Any]:
    return {
        "meeting": whole.meeting,
        "state": whole.state,
        "drafted_at": whole.drafted_at,
        "version": whole.version,
        "approved_by": whole.approved_by,
        "approved_at": whole.approved_at,
        "posted_at": whole.posted_at,
        **asdict(whole.attendance),
    }


def _head(row: RowMapping) -> dict[str, Any]:
    head = dict(row)
    measured = ("presence_minutes", "everybody_minutes", "is_proven_best")
    head["attendance"] = Attendance(**{name: head.pop(name) for name in measured})
    return {**head, "state": AgendaState(row["state"])}


def _part(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"meeting", "position"}}


def _item(row: RowMapping) -> AgendaItem:
    part = {**_part(row), "colour": Colour(row["colour"]), "required": tuple(row["required"])}
    return AgendaItem(**part)


def _break(row: RowMapping) -> AgendaBreak:
    return AgendaBreak(**_part(row))


def _left_out(row: RowMapping) -> LeftOut:
    colour = Colour(row["colour"]) if row["colour"] else None
    return LeftOut(**{**_part(row), "colour": colour, "reason": Reason(row["reason"])})


def _change(row: RowMapping) -> AgendaChange:
    return AgendaChange(**{**_part(row), "kind": AgendaChangeKind(row["kind"])})
