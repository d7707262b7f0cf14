"""Two members, or two replicas of the bot, that press at the same moment, each in a transaction of
its own: both read before either writes, where the database lets them, and who loses is looked at
again as a turn is (``Turns._try``).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from domain.audit import AuditEvent
from domain.errors import ConflictError, StoplichtError
from services.moment import Moment
from storage.audit import audit
from storage.outbox import outbox
from tests.support.databases import PostgresqlServer
from tests.support.judging_house import JudgingHouse
from tests.support.patience import PATIENCE

DONE: Final = ""
_TRIES: Final = 3
_DEADLOCK: Final = "40P01"


class Order(StrEnum):
    """Who writes first of two that have both read; AT_ONCE neither is done before the other wrote
    too, or waits for it.
    """

    AT_ONCE = "at_once"
    ONE_FIRST = "one_first"
    OTHER_FIRST = "other_first"


@dataclass(frozen=True, kw_only=True)
class Press:
    """What somebody reads, and what they then do; given the context, and what was read. Without
    a member it is the clock.
    """

    who: str
    opens: Callable[[Any], Awaitable[Any]]
    does: Callable[[Any, Any], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Two presses, and what each of them hears that goes second; DONE when both hold. Each that is
    done puts one of ``events`` on record, unless ``on_record`` says how many there may be in all.
    ``check`` looks at what came of both.
    """

    one: Press
    other: Press
    other_hears: str
    one_hears: str
    events: tuple[AuditEvent, ...]
    on_record: tuple[int, ...] = ()
    check: Callable[[JudgingHouse], Awaitable[None]] | None = None


Lead = Callable[[JudgingHouse], Awaitable[Scene]]


def press(
    who: str,
    opens: Callable[[Any], Awaitable[Any]],
    does: Callable[[Any, Any], Awaitable[object]],
) -> Press:
    return Press(who=who, opens=opens, does=does)


async def read_nothing(_moment: Moment) -> None:
    """Who presses a button of a card, or the clock."""


def ticks(look: Callable[[Moment, str], Awaitable[None]], subject: str) -> Press:
    """The clock looks at a subject."""

    async def do(moment: Moment, _nothing: object) -> None:
        await look(moment, subject)

    return press("", read_nothing, do)


@dataclass(kw_only=True)
class Meeting:
    """Where two presses wait for each other, on a ``server`` that lets in both; None where one is
    let in at a time.
    """

    order: Order
    server: PostgresqlServer | None
    have_read: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))
    first_is_done: asyncio.Event = field(default_factory=asyncio.Event)
    both_wrote: asyncio.Event = field(default_factory=asyncio.Event)
    wrote: set[Order] = field(default_factory=set)

    async def read(self, place: Order) -> None:
        """Wait until both have read, and who goes second until the first is done."""
        if self.server is None:
            return
        await self.have_read.wait()
        if self.order not in {Order.AT_ONCE, place}:
            await self.first_is_done.wait()

    async def write(self, place: Order) -> None:
        """Wait until the other wrote too, or waits for what this one holds."""
        self._note(place)
        if self.server is None or self.order is not Order.AT_ONCE:
            return
        waits = [
            asyncio.create_task(self.both_wrote.wait()),
            asyncio.create_task(self.server.until_one_waits()),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one

    def leave(self, place: Order) -> None:
        """Nobody waits any longer for who is done, or gave up."""
        self._note(place)
        if self.order is place:
            self.first_is_done.set()

    def _note(self, place: Order) -> None:
        self.wrote.add(place)
        if len(self.wrote) == 2:
            self.both_wrote.set()


async def press_both(
    house: JudgingHouse, one: Press, other: Press, meeting: Meeting
) -> tuple[str, str]:
    """What both hear: the key of the sentence, or DONE."""
    async with asyncio.timeout(PATIENCE):
        one_heard, other_heard = await asyncio.gather(
            _press(house, one, meeting, Order.ONE_FIRST),
            _press(house, other, meeting, Order.OTHER_FIRST),
        )
    return one_heard, other_heard


async def _press(house: JudgingHouse, press: Press, meeting: Meeting, place: Order) -> str:
    for attempt in range(_TRIES):
        try:
            async with house.acting(press.who) if press.who else house.work() as ctx:
                opened = await press.opens(ctx)
                if not attempt:
                    await meeting.read(place)
                await press.does(ctx, opened)
                if not attempt:
                    await meeting.write(place)
        except ConflictError as lost:
            _refuse_deadlock(lost)
        except StoplichtError as refused:
            return refused.text_key
        else:
            return DONE
        finally:
            meeting.leave(place)
    raise AssertionError(f"{press.who} lost each time")


def _refuse_deadlock(lost: ConflictError) -> None:
    """Two that wait for each other lose a second before one of them is looked at again."""
    cause = getattr(lost.__cause__, "orig", None)
    if getattr(cause, "sqlstate", None) == _DEADLOCK:
        raise AssertionError("each waited for the other") from lost


async def count_on_record(house: JudgingHouse, *events: AuditEvent) -> int:
    """How often one of these is on record."""
    chosen = select(audit.c.event).where(audit.c.event.in_([one.value for one in events]))
    async with house.database.engine.connect() as connection:
        return len((await connection.execute(chosen)).all())


async def list_said(house: JudgingHouse) -> list[tuple[str, ...]]:
    """What the outbox says to whom about what, in order."""
    chosen = select(outbox.c.kind, outbox.c.target, outbox.c.subject).order_by(outbox.c.id)
    async with house.database.engine.connect() as connection:
        return [tuple(row) for row in (await connection.execute(chosen)).all()]
