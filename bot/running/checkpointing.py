"""Signed checkpoints of the audit chains, outside the database: they show a tail cut off."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.audit import ChainHead
from domain.timer import Timer, TimerKind
from services.moment import Moment, Moments

_EVERY: Final = timedelta(minutes=5)
_HOUSE: Final = "house"  # one checkpoint covers all chains

Sign = Callable[[Iterable[ChainHead], datetime], object]


@dataclass(slots=True, kw_only=True)
class Checkpointing:
    """Writes a checkpoint every five minutes, when something was recorded since."""

    moments: Moments
    sign: Sign
    _signed: tuple[ChainHead, ...] = field(default=(), init=False)

    async def begin(self) -> None:
        """Have a checkpoint written at once: what was recorded before the start may be unsigned."""
        async with self.moments.work() as moment:
            await _set_timer(moment, moment.now)

    async def write(self, _house: str) -> None:
        """Sign the heads of all chains, and set when to do so again; its timer calls this."""
        async with self.moments.reading() as moment:
            heads = tuple(await moment.uow.audit.heads())
        if heads != self._signed:
            # signing for thousands of chains takes long enough to hold up a turn
            await asyncio.to_thread(self.sign, heads, moment.now)
        self._signed = heads
        async with self.moments.work() as moment:
            await _set_timer(moment, moment.now + _EVERY)


async def _set_timer(moment: Moment, due_at: datetime) -> None:
    await moment.uow.timers.set(Timer(kind=TimerKind.CHECKPOINT, subject=_HOUSE, due_at=due_at))
