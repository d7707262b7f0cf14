"""Meetings and agendas as rows; parts of an agenda that changed are deleted and written anew."""

from collections.abc import Collection, Mapping, Sequence
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
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    insert,
    literal_column,
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
    LeftOut,
)
from domain.agenda_proposal import FIXED
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MeetingId
from domain.meeting import CallOffReason, Meeting
from domain.planning import Reason
from domain.rotation import Turn
from domain.stoplight import Colour
from storage.agenda_heads import read_head, write_head
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

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
    Column("wish_revision", Integer(), nullable=False, server_default="0"),
    Column("kind", String(40), nullable=True),
    Column("moved_to", UtcDateTime(), nullable=True),
    Column("called_off", String(20), nullable=True),
    Column("changed_by", String(80), nullable=True),
    Column("changed_at", UtcDateTime(), nullable=True),
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
    Column("not_due", Integer(), nullable=False),
    Column("first_due_on", Date(), nullable=True),
    Column("minutes_asked", Integer(), nullable=False),
    Column("minutes_given", Integer(), nullable=False),
    Column("partners", JSON(), nullable=False),
    Column("effects", JSON(none_as_null=True), nullable=True),
    Column("changed_at", UtcDateTime(), nullable=True),
    Column("moved_from", UtcDateTime(), nullable=True),
    Column("told", JSON(none_as_null=True), nullable=True),
    Column("plan_version", Integer(), nullable=False, server_default="1"),
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
    Column("turn", JSON(), nullable=False),
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
    Column("turn", JSON(), nullable=False),
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
_PART_NAMES: Final = ("items", "breaks", "left_out", "changes")
_OPEN: Final = (AgendaState.DRAFT, AgendaState.APPROVED)


# made once: every tick and every overview asks some of these
_MEETINGS: Final = (
    select(meeting)
    .outerjoin(agenda, agenda.c.meeting == meeting.c.id)
    .order_by(meeting.c.starts_at, meeting.c.id)
)
_BY_ID: Final = select(meeting).where(meeting.c.id == bindparam("meeting"))
_KNOWN: Final = _MEETINGS.where(meeting.c.id.in_(bindparam("ids", expanding=True)))
_STILL_TO_END: Final = meeting.c.ends_at > bindparam("ends_after", type_=UtcDateTime())
_IS_HELD: Final = meeting.c.is_cancelled.is_(False)
_UPCOMING: Final = _MEETINGS.where(_STILL_TO_END, _IS_HELD)
POSTED: Final = _UPCOMING.where(agenda.c.state == literal_column(f"'{AgendaState.POSTED}'"))
_FIXED: Final = _UPCOMING.where(
    agenda.c.state.in_([literal_column(f"'{state}'") for state in sorted(FIXED)])
)
_UNSETTLED: Final = _MEETINGS.where(
    _STILL_TO_END,
    or_(
        and_(agenda.c.state.is_(None), _IS_HELD),
        agenda.c.state.in_([literal_column(f"'{state}'") for state in _OPEN]),
    ),
)

# what a case is on, also before it is posted
PLANNED: Final = (
    select(meeting)
    .join(agenda, agenda.c.meeting == meeting.c.id)
    .join(agenda_item, agenda_item.c.meeting == meeting.c.id)
    .where(
        agenda_item.c.case == bindparam("case"),
        agenda.c.state.in_(
            [literal_column(f"'{state}'") for state in (*_OPEN, AgendaState.POSTED)]
        ),
        _IS_HELD,
        meeting.c.starts_at > bindparam("begins_after", type_=UtcDateTime()),
    )
    .order_by(meeting.c.starts_at, meeting.c.id)
    .limit(1)
)


def _order_of(table: Table) -> list[ColumnElement[Any]]:
    names = ("position", "starts_at", "code")
    return [table.c[name] for name in names if name in table.c]


_PARTS_OF: Final = {
    table: select(table).where(table.c.meeting == bindparam("meeting")).order_by(*_order_of(table))
    for table in (agenda, *_PARTS)
}


def _save_over(key: Column[Any]) -> Update:
    table = key.table
    return (
        update(table)
        .where(key == bindparam("saved"), table.c.version == bindparam("kept_version"))
        .values({column.name: bindparam(column.name) for column in table.c})
    )


_SAVE: Final = _save_over(meeting.c.id)
_SAVE_AGENDA: Final = _save_over(agenda.c.meeting)
_ADD_PART: Final = {part: insert(part) for part in _PARTS}
_EMPTY_PARTS: Final = [
    delete(part).where(part.c.meeting == bindparam("meeting")) for part in _PARTS
]


class MeetingRows:
    """The meetings of the house on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self._read_before: dict[MeetingId, Agenda] = {}

    async def add(self, new: Meeting) -> None:
        """Keep a new meeting; ConflictError when its id is known already."""
        if not await insert_once(self._connection, meeting, asdict(new)):
            raise ConflictError

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Find a meeting; NotFoundError when there is none."""
        found = await self._select(_BY_ID, {"meeting": meeting_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def known(self, ids: Collection[MeetingId]) -> Sequence[Meeting]:
        """Those of these meetings that are kept, cancelled ones too."""
        return await self._select(_KNOWN, {"ids": list(ids)})

    async def save(self, changed: Meeting) -> Meeting:
        """Save a changed meeting and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        await self._update(_SAVE, changed.id, changed.version, asdict(saved))
        return saved

    async def upcoming(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held and end after this moment, by start."""
        return await self._select(_UPCOMING, {"ends_after": since})

    async def posted(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held, end after this moment and have their agenda posted, by start."""
        return await self._select(POSTED, {"ends_after": since})

    async def planned(self, case_id: CaseId, since: datetime) -> Meeting | None:
        """The first meeting that begins after this moment with this case on its agenda, posted or
        not.
        """
        found = await self._select(PLANNED, {"case": case_id, "begins_after": since})
        return found[0] if found else None

    async def fixed(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held, end after this moment and have their agenda approved or posted,
        by start.
        """
        return await self._select(_FIXED, {"ends_after": since})

    async def unsettled(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that end after this moment and whose agenda is still to come, draft or approved,
        by start.
        """
        return await self._select(_UNSETTLED, {"ends_after": since})

    async def agenda(self, meeting_id: MeetingId) -> Agenda | None:
        """The agenda of a meeting; None when none was drafted."""
        rows = await self._read(agenda, meeting_id)
        if not rows:
            return None
        found = Agenda(
            **read_head(rows[0]),
            items=tuple(_item(row) for row in await self._read(agenda_item, meeting_id)),
            breaks=tuple(_break(row) for row in await self._read(agenda_break, meeting_id)),
            left_out=tuple(_left_out(row) for row in await self._read(agenda_left_out, meeting_id)),
            changes=tuple(_change(row) for row in await self._read(agenda_change, meeting_id)),
        )
        self._read_before[meeting_id] = found
        return found

    async def add_agenda(self, new: Agenda) -> None:
        """Keep the first agenda of a meeting; ConflictError when it has one."""
        if not await insert_once(self._connection, agenda, write_head(new)):
            raise ConflictError
        await self._insert_parts(new)

    async def save_agenda(self, changed: Agenda) -> Agenda:
        """Save a changed agenda with its parts and return it one version higher; ConflictError when
        the kept version is another.
        """
        saved = replace(changed, version=changed.version + 1)
        await self._update(_SAVE_AGENDA, changed.meeting, changed.version, write_head(saved))
        if not self._has_kept_parts(changed):
            for emptied in _EMPTY_PARTS:
                await self._connection.execute(emptied, {"meeting": changed.meeting})
            await self._insert_parts(saved)
        self._read_before[changed.meeting] = saved
        return saved

    def _has_kept_parts(self, changed: Agenda) -> bool:
        """Whether an agenda of this version was read here with these very parts: then they are
        kept already, as only its head changes when it is approved, posted or settled.
        """
        before = self._read_before.get(changed.meeting)
        return (
            before is not None
            and before.version == changed.version
            and all(getattr(before, part) == getattr(changed, part) for part in _PART_NAMES)
        )

    async def _select(self, query: Select[Any], given: Mapping[str, Any]) -> list[Meeting]:
        rows = (await self._connection.execute(query, given)).mappings()
        return [_meeting(row) for row in rows]

    async def _read(self, table: Table, meeting_id: MeetingId) -> Sequence[RowMapping]:
        rows = await self._connection.execute(_PARTS_OF[table], {"meeting": meeting_id})
        return rows.mappings().all()

    async def _update(
        self, saving: Update, meeting_id: MeetingId, version: int, row: dict[str, Any]
    ) -> None:
        written = {**row, "saved": meeting_id, "kept_version": version}
        await change_one(self._connection, saving, written)

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
                await self._connection.execute(_ADD_PART[table], named)


def _meeting(row: RowMapping) -> Meeting:
    reason = row["called_off"]
    return Meeting(**{**row, "called_off": CallOffReason(reason) if reason else None})


def _part(row: RowMapping) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"meeting", "position"}}


def _item(row: RowMapping) -> AgendaItem:
    read = {"colour": Colour(row["colour"]), "required": tuple(row["required"])}
    return AgendaItem(**{**_part(row), **read, "turn": Turn(**row["turn"])})


def _break(row: RowMapping) -> AgendaBreak:
    return AgendaBreak(**_part(row))


def _left_out(row: RowMapping) -> LeftOut:
    colour = Colour(row["colour"]) if row["colour"] else None
    read = {"colour": colour, "reason": Reason(row["reason"]), "turn": Turn(**row["turn"])}
    return LeftOut(**{**_part(row), **read})


def _change(row: RowMapping) -> AgendaChange:
    return AgendaChange(**{**_part(row), "kind": AgendaChangeKind(row["kind"])})
