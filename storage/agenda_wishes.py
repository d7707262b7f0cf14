"""What coordinators want of the draft of a meeting, as rows; why is sealed under the key of the
case.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.agenda_wish import AgendaWish, KeptWish, LeaveReason, WishKind
from domain.errors import ConflictError
from domain.identifiers import MeetingId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

agenda_wish = Table(
    "agenda_wish",
    metadata,
    Column("meeting", String(120), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("case", String(80), nullable=False),
    Column("code", String(12), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at_minute", Integer(), nullable=True),
    Column("minutes", Integer(), nullable=True),
    Column("organisation", String(80), nullable=True),
    Column("leave_reason", String(20), nullable=True),
    Column("why", LargeBinary(), nullable=True),
    Column("by", String(80), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("taken_back_number", Integer(), nullable=True),
    Column("taken_back_by", String(80), nullable=True),
    Column("taken_back_at", UtcDateTime(), nullable=True),
)

sealed_why: Final = SealedColumn[str](agenda_wish.c.why, str)

_OF_WISH: Final = ("at_minute", "minutes", "organisation")
_OF_KEPT: Final = (
    *("number", "case", "code", "by", "at"),
    *("taken_back_number", "taken_back_by", "taken_back_at"),
)
_COLUMNS: Final = [column for column in agenda_wish.c if column.name not in {"meeting", "why"}]
_THIS_MEETING: Final = agenda_wish.c.meeting == bindparam("of_meeting")
_THIS: Final = (_THIS_MEETING, agenda_wish.c.number == bindparam("of_number"))
_OF_MEETING: Final = select(*_COLUMNS).where(_THIS_MEETING).order_by(agenda_wish.c.number)
_WHY: Final = select(agenda_wish.c.why).where(*_THIS)
_TAKE_BACK: Final = (
    update(agenda_wish)
    .where(*_THIS, agenda_wish.c.taken_back_number.is_(None))
    .values({
        name: bindparam(name) for name in ("taken_back_number", "taken_back_by", "taken_back_at")
    })
)  # fmt: skip


class AgendaWishRows:
    """The wishes of coordinators on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, meeting: MeetingId, kept: KeptWish) -> None:
        """Keep a new wish; ConflictError when its number is taken."""
        row = {name: getattr(kept, name) for name in _OF_KEPT}
        row |= {name: getattr(kept.wish, name) for name in _OF_WISH}
        row |= {"meeting": meeting, "kind": kept.wish.kind, "leave_reason": kept.wish.leave_reason}
        row["why"] = await self._seal(meeting, kept) if kept.wish.why else None
        if not await insert_once(self._connection, agenda_wish, row):
            raise ConflictError

    async def take_back(self, meeting: MeetingId, kept: KeptWish) -> None:
        """Keep by whom and when a wish was taken back; ConflictError when it was before."""
        written = {
            "of_meeting": meeting,
            "of_number": kept.number,
            "taken_back_number": kept.taken_back_number,
            "taken_back_by": kept.taken_back_by,
            "taken_back_at": kept.taken_back_at,
        }
        await change_one(self._connection, _TAKE_BACK, written)

    async def of_meeting(self, meeting: MeetingId) -> Sequence[KeptWish]:
        """Every wish about a meeting by number, each without its ``why``."""
        rows = await self._connection.execute(_OF_MEETING, {"of_meeting": meeting})
        return [_kept(row) for row in rows.mappings()]

    async def why(self, meeting: MeetingId, kept: KeptWish) -> str:
        """Why something is wanted, decrypted; empty when nothing was said."""
        asked = {"of_meeting": meeting, "of_number": kept.number}
        sealed = (await self._connection.execute(_WHY, asked)).scalar_one()
        if sealed is None:
            return ""
        return await sealed_why.open(self._fields, kept.case, _name(meeting, kept), sealed)

    async def _seal(self, meeting: MeetingId, kept: KeptWish) -> bytes:
        return await sealed_why.seal(self._fields, kept.case, _name(meeting, kept), kept.wish.why)


def _kept(row: RowMapping) -> KeptWish:
    parts: dict[str, Any] = {name: row[name] for name in _OF_KEPT}
    of_wish: dict[str, Any] = {name: row[name] for name in _OF_WISH}
    reason = row["leave_reason"]
    wish = AgendaWish(
        kind=WishKind(row["kind"]),
        leave_reason=LeaveReason(reason) if reason else None,
        **of_wish,
    )
    return KeptWish(**parts, wish=wish)


def _name(meeting: MeetingId, kept: KeptWish) -> str:
    return f"{meeting}:{kept.number}"
