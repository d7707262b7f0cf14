"""Absences as rows: moments and ids, no text."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Index, Row, String, Table, bindparam, delete, insert, or_, select

from domain.absence import Absence, Span
from domain.errors import NotFoundError
from domain.identifiers import AbsenceId, MemberId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction

absence = Table(
    "absence",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("member", String(80), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime(), nullable=False),
    Column("entered_by", String(80), nullable=False),
    Column("entered_at", UtcDateTime(), nullable=False),
    Index("ix_absence_ends_at", "ends_at"),
    Index("ix_absence_member", "member", "ends_at"),
    Index("ix_absence_entered_by", "entered_by", "ends_at"),
)

_ORDER: Final = (absence.c.starts_at, absence.c.id)
_ADD: Final = insert(absence)
_BY_ID: Final = select(absence).where(absence.c.id == bindparam("this"))
_REMOVE: Final = delete(absence).where(absence.c.id.in_(bindparam("ids", expanding=True)))
_KNOWN_TO: Final = (
    select(absence)
    .where(
        or_(absence.c.member == bindparam("who"), absence.c.entered_by == bindparam("who")),
        absence.c.ends_at > bindparam("since", type_=UtcDateTime()),
    )
    .order_by(*_ORDER)
)
_DURING: Final = (
    select(absence)
    .where(
        absence.c.ends_at > bindparam("since", type_=UtcDateTime()),
        absence.c.starts_at < bindparam("until", type_=UtcDateTime()),
    )
    .order_by(*_ORDER)
)


class AbsenceRows:
    """Who is away, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, new: Absence) -> None:
        """Keep a new absence."""
        row = {
            "id": new.id,
            "member": new.member,
            "starts_at": new.span.starts_at,
            "ends_at": new.span.ends_at,
            "entered_by": new.entered_by,
            "entered_at": new.entered_at,
        }
        await self._connection.execute(_ADD, row)

    async def get(self, absence_id: AbsenceId) -> Absence:
        """Find an absence; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": absence_id})).all()
        if not found:
            raise NotFoundError
        return _absence(found[0])

    async def remove(self, absence_ids: Collection[AbsenceId]) -> None:
        """Take these away."""
        await self._connection.execute(_REMOVE, {"ids": list(absence_ids)})

    async def known_to(self, member: MemberId, since: datetime) -> Sequence[Absence]:
        """Absences of a member, and those entered by them, that end after a moment."""
        rows = await self._connection.execute(_KNOWN_TO, {"who": member, "since": since})
        return [_absence(row) for row in rows.all()]

    async def during(self, span: Span) -> Sequence[Absence]:
        """All absences that overlap this span, by start."""
        asked = {"since": span.starts_at, "until": span.ends_at}
        rows = await self._connection.execute(_DURING, asked)
        return [_absence(row) for row in rows.all()]


def _absence(row: Row[Any]) -> Absence:
    return Absence(
        id=AbsenceId(row.id),
        member=MemberId(row.member),
        span=Span(starts_at=row.starts_at, ends_at=row.ends_at),
        entered_by=MemberId(row.entered_by),
        entered_at=row.entered_at,
    )
