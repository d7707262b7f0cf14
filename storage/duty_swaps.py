"""Offers of duty days, as rows: ids and days, no text."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.duty_swap import DutySwap, DutySwapId, SwapState
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import change_one

duty_swap = Table(
    "duty_swap",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("member", String(80), nullable=False),
    Column("colleague", String(80), nullable=False),
    Column("from_on", Date(), nullable=False),
    Column("until_on", Date(), nullable=False),
    Column("offered_at", UtcDateTime(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_at", UtcDateTime(), nullable=True),
    Column("version", Integer(), nullable=False),
    Index("ix_duty_swap_state", "state", "from_on"),
)

_ADD: Final = insert(duty_swap)
_BY_ID: Final = select(duty_swap).where(duty_swap.c.id == bindparam("this"))
_OPEN: Final = (
    select(duty_swap)
    .where(
        duty_swap.c.state == SwapState.OFFERED.value,
        duty_swap.c.from_on >= bindparam("today", type_=Date()),
    )
    .order_by(duty_swap.c.from_on, duty_swap.c.id)
)
_OPEN_OF: Final = _OPEN.where(
    or_(duty_swap.c.member == bindparam("who"), duty_swap.c.colleague == bindparam("who"))
)
_SAVE: Final = (
    update(duty_swap)
    .where(duty_swap.c.id == bindparam("this"), duty_swap.c.version == bindparam("kept_version"))
    .values({column.name: bindparam(column.name) for column in duty_swap.c})
)


class DutySwapRows:
    """Who offered which duty days to whom, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, swap: DutySwap) -> None:
        """Keep a new offer."""
        await self._connection.execute(_ADD, asdict(swap))

    async def get(self, swap_id: DutySwapId) -> DutySwap:
        """Find an offer; NotFoundError when there is none."""
        found = (await self._connection.execute(_BY_ID, {"this": swap_id})).mappings().all()
        if not found:
            raise NotFoundError
        return _swap(found[0])

    async def save(self, swap: DutySwap) -> DutySwap:
        """Save a settled offer and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(swap, version=swap.version + 1)
        written = {**asdict(saved), "this": swap.id, "kept_version": swap.version}
        await change_one(self._connection, _SAVE, written)
        return saved

    async def open_ones(self, today: date) -> Sequence[DutySwap]:
        """The open offers of the house, by first day."""
        rows = await self._connection.execute(_OPEN, {"today": today})
        return [_swap(row) for row in rows.mappings().all()]

    async def open_of(self, member: MemberId, today: date) -> Sequence[DutySwap]:
        """The open offers by this member and to them, by first day."""
        rows = await self._connection.execute(_OPEN_OF, {"who": member, "today": today})
        return [_swap(row) for row in rows.mappings().all()]


def _swap(row: RowMapping) -> DutySwap:
    return DutySwap(**{**row, "state": SwapState(row["state"])})
