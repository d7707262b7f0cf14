"""Gaps in the duty rota, as rows."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, Date, Index, Row, String, Table, bindparam, select

from domain.absence import Span
from domain.duty_gap import DutyGap, DutyGapId
from domain.errors import NotFoundError
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

duty_gap = Table(
    "duty_gap",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime(), nullable=False),
    Column("found_at", UtcDateTime(), nullable=False),
    Column("near_on", Date(), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Index("ix_duty_gap_ended_at", "ended_at", "starts_at"),
)

_BY_ID: Final = select(duty_gap).where(duty_gap.c.id == bindparam("this"))
_OPEN: Final = (
    select(duty_gap)
    .where(duty_gap.c.ended_at.is_(None))
    .order_by(duty_gap.c.starts_at, duty_gap.c.id)
)


class DutyGapRows:
    """When nobody is on duty, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def get(self, gap_id: DutyGapId) -> DutyGap:
        """Find a gap; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": gap_id})).all()
        if not found:
            raise NotFoundError
        return _gap(found[0])

    async def open_ones(self) -> Sequence[DutyGap]:
        """The gaps that nobody filled yet, by start."""
        return [_gap(row) for row in (await self._connection.execute(_OPEN)).all()]

    async def save(self, gap: DutyGap) -> None:
        """Keep a gap, new or changed."""
        row = {
            "id": gap.id,
            "starts_at": gap.span.starts_at,
            "ends_at": gap.span.ends_at,
            "found_at": gap.found_at,
            "near_on": gap.near_on,
            "ended_at": gap.ended_at,
        }
        await insert_or_replace(self._connection, duty_gap, row)


def _gap(row: Row[Any]) -> DutyGap:
    return DutyGap(
        id=DutyGapId(row.id),
        span=Span(starts_at=row.starts_at, ends_at=row.ends_at),
        found_at=row.found_at,
        near_on=row.near_on,
        ended_at=row.ended_at,
    )
