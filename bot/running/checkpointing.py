"""Signed checkpoints of the audit chains, outside the database: they show a tail cut off."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.audit import ChainName
from domain.audit_chain import ChainHead
from domain.timer import Timer, TimerKind
from services.moment import Moment, Moments

_EVERY: Final = timedelta(minutes=5)
_ENTRIES_AT_ONCE: Final = 5_000
_HOUSE: Final = "house"  # one checkpoint covers all chains

Sign = Callable[[Iterable[ChainHead], datetime], object]


@dataclass(slots=True, kw_only=True)
class Checkpointing:
    """Writes a checkpoint every five minutes, when something was recorded since. The first one
    reads the whole log; every other what was recorded since the checkpoint before the last: an
    entry shows when its transaction ends, so it may show after one that has a higher number.
    """

    moments: Moments
    sign: Sign
    _before_last: int = field(default=0, init=False)
    _last: int = field(default=0, init=False)
    _read: frozenset[ChainHead] = field(default=frozenset(), init=False)

    async def begin(self) -> None:
        """Have a checkpoint written at once: what was recorded before the start may be unsigned."""
        async with self.moments.work() as moment:
            await _set_timer(moment, moment.now)

    async def write(self, _house: str) -> None:
        """Sign the chains that grew, and set when to do so again; its timer calls this."""
        async with self.moments.reading() as moment:
            newest = await moment.uow.audit.newest()
            # another log than before, put back from a backup, is new as a whole
            after = self._before_last if newest >= self._last else 0
            heads = await _read_heads(moment, after, newest)
        new = [head for head in heads if head not in self._read]
        if new:
            # signing for thousands of chains takes long enough to hold up a turn
            await asyncio.to_thread(self.sign, new, moment.now)
        self._before_last = min(self._last, newest)
        self._last, self._read = newest, frozenset(heads)
        async with self.moments.work() as moment:
            await _set_timer(moment, moment.now + _EVERY)


async def _read_heads(moment: Moment, after: int, newest: int) -> Collection[ChainHead]:
    """Where the chains end, read in parts so that a long log holds up no turn."""
    ends: dict[ChainName, ChainHead] = {}
    for start in range(after, newest, _ENTRIES_AT_ONCE):
        part = await moment.uow.audit.heads(start, min(start + _ENTRIES_AT_ONCE, newest))
        ends |= {head.chain: head for head in part}
        await asyncio.sleep(0)  # on SQLite nothing before this lets anybody else go first
    return ends.values()


async def _set_timer(moment: Moment, due_at: datetime) -> None:
    await moment.uow.timers.set(Timer(kind=TimerKind.CHECKPOINT, subject=_HOUSE, due_at=due_at))
