"""Timers over real storage, with business time moved by hand, and a look at the work they ask."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.timer import Timer, TimerKind
from services.moment import Moment
from services.timers import TimerRound
from storage.database import Database
from storage.timers import timer
from tests.support.agenda_house import HOUSE, THE_BEGINNING

MINUTE = timedelta(minutes=1)


class SickError(Exception):
    """A subject that cannot be handled."""


@dataclass
class Waker:
    """Does the errands of the product, handles every other timer, and notes whom it saw."""

    database: Database
    now: datetime = THE_BEGINNING
    sick: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    told: list[tuple[TimerKind, str]] = field(default_factory=list)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Moment]:
        async with self.database.work() as uow:
            yield Moment(uow=uow, now=self.now, house=HOUSE)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Moment]:
        async with self.database.reading() as uow:
            yield Moment(uow=uow, now=self.now, house=HOUSE)

    async def handle(self, _moment: Moment, subject: str) -> None:
        await self.do_errand(subject)

    async def do_errand(self, subject: str) -> None:
        if subject in self.sick:
            raise SickError(subject)
        self.seen.append(subject)

    def tell(self, kind: TimerKind, failure: Exception) -> None:
        self.told.append((kind, type(failure).__name__))

    def round(self, **changes: Any) -> TimerRound:
        errands = (TimerKind.AGENDA_DRAFT, TimerKind.CHECKPOINT, TimerKind.ROOM)
        handled = [kind for kind in TimerKind if kind not in errands]
        parts = {
            "moments": self,
            "handlers": dict.fromkeys(handled, self.handle),
            "errands": dict.fromkeys(errands, self.do_errand),
            "tell_failure": self.tell,
        }
        return TimerRound(**(parts | changes))

    async def set(self, *timers: Timer) -> None:
        async with self.database.work() as uow:
            for one in timers:
                await uow.timers.set(one)

    async def set_many(self, timers: list[Timer]) -> None:
        rows = [
            {"kind": one.kind, "subject": one.subject, "due_at": one.due_at, "attempts": 0}
            for one in timers
        ]
        async with self.database.engine.begin() as connection:
            await connection.execute(insert(timer), rows)

    async def kept(self) -> dict[str, Timer]:
        """Every timer, by its subject."""
        async with self.database.engine.connect() as connection:
            rows = (await connection.execute(select(timer))).all()
        return {
            row.subject: Timer(
                kind=TimerKind(row.kind),
                subject=row.subject,
                due_at=row.due_at,
                attempts=row.attempts,
            )
            for row in rows
        }


def a_timer(
    subject: str = "one",
    due_at: datetime = THE_BEGINNING,
    kind: TimerKind = TimerKind.AGENDA,
    attempts: int = 0,
) -> Timer:
    return Timer(kind=kind, subject=subject, due_at=due_at, attempts=attempts)


@contextmanager
def counted_statements(*engines: AsyncEngine) -> Iterator[list[str]]:
    """Every statement that reaches a database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine.sync_engine, "before_cursor_execute", note)
