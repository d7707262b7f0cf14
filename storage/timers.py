"""Timers as rows: what is due is read from an index, whatever the number of timers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    tuple_,
)

from domain.timer import AWAITED, Timer, TimerKind
from storage.clock import clocks_of
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_each_once, insert_or_replace

timer = Table(
    "timer",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    # in the order in which timers are handled, so that a batch ends where the next one begins
    Index("ix_timer_due_at", "due_at", "kind", "subject"),
)

_ORDER: Final = (timer.c.due_at, timer.c.kind, timer.c.subject)
_NOW: Final = bindparam("now", type_=UtcDateTime())
_THIS: Final = (timer.c.kind == bindparam("kind"), timer.c.subject == bindparam("subject"))
# as an expression, else SQLite reads every timer of a kind by its key instead of what is due
_KIND: Final = timer.c.kind.concat(literal_column("''"))

_DUE: Final[Select[Any]] = (
    select(timer)
    .where(timer.c.due_at <= _NOW, _KIND.in_(bindparam("kinds", expanding=True)))
    .order_by(*_ORDER)
    .limit(bindparam("limit", type_=Integer()))
)
_DUE_AFTER: Final = _DUE.where(
    tuple_(*_ORDER)
    > tuple_(
        bindparam("due_at", type_=UtcDateTime()),
        bindparam("kind", type_=String()),
        bindparam("subject", type_=String()),
    )
)
_CANCEL: Final = delete(timer).where(*_THIS)
# another process that is handling the timer holds its row: it is passed over, not waited for
_FREE: Final = (
    select(timer.c.subject)
    .where(*_THIS, timer.c.due_at <= _NOW)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_TAKE: Final = (
    delete(timer)
    .where(timer.c.kind == bindparam("kind"), timer.c.subject == _FREE)
    .returning(timer)
)


class TimerRows:
    """The timers of the house on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self.is_awaited = False

    async def set(self, *new: Timer) -> None:
        """Set timers, each in the place of the one before it."""
        if awaited := [one.due_at for one in new if one.kind in AWAITED]:
            now = (await clocks_of(self._connection)).business
            self.is_awaited = self.is_awaited or min(awaited) <= now
        await insert_or_replace(self._connection, timer, *map(_row, new))

    async def set_once(self, *new: Timer) -> None:
        """Set timers that all set alike; one that is there already is left alone, so that nobody
        waits for another who sets it too.
        """
        await insert_each_once(self._connection, timer, [_row(one) for one in new])

    async def cancel(self, kind: TimerKind, subject: str) -> None:
        """Take a timer away."""
        await self._connection.execute(_CANCEL, {"kind": kind, "subject": subject})

    async def due(
        self, kinds: Collection[TimerKind], now: datetime, after: Timer | None, limit: int
    ) -> Sequence[Timer]:
        """List what is due, in order."""
        asked: dict[str, Any] = {"kinds": list(kinds), "now": now, "limit": limit}
        if after is not None:
            asked |= {"due_at": after.due_at, "kind": after.kind, "subject": after.subject}
        query = _DUE if after is None else _DUE_AFTER
        return [_timer(row) for row in (await self._connection.execute(query, asked)).all()]

    async def take(self, kind: TimerKind, subject: str, now: datetime) -> Timer | None:
        """Take a due timer away."""
        asked = {"kind": kind, "subject": subject, "now": now}
        taken = (await self._connection.execute(_TAKE, asked)).all()
        return _timer(taken[0]) if taken else None


def _row(new: Timer) -> dict[str, Any]:
    return {name: getattr(new, name) for name in timer.columns.keys()}  # noqa: SIM118 - no dict


def _timer(row: Row[Any]) -> Timer:
    return Timer(
        kind=TimerKind(row.kind), subject=row.subject, due_at=row.due_at, attempts=row.attempts
    )
