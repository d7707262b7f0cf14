"""Where it is kept what the house looks at again by itself, and when."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.timer import Timer, TimerKind


class Timers(Protocol):
    """At most one timer for each kind and subject. Business time."""

    async def set(self, *timers: Timer) -> None:
        """Set timers; each replaces the one of the same kind and subject."""
        ...

    async def set_once(self, *timers: Timer) -> None:
        """Set timers that all set alike; one that is there already is left alone, so that nobody
        waits for another who sets it too.
        """
        ...

    async def cancel(self, kind: TimerKind, subject: str) -> None:
        """Take a timer away; nothing happens when there is none."""
        ...

    async def due(
        self, kinds: Collection[TimerKind], now: datetime, after: Timer | None, limit: int
    ) -> Sequence[Timer]:
        """List up to ``limit`` timers of these kinds that are due, in the order of ``due_at``;
        with ``after`` those that come after that one in this order.
        """
        ...

    async def take(self, kind: TimerKind, subject: str, now: datetime) -> Timer | None:
        """Take a due timer away and return it, so that nobody else handles it; a rollback puts it
        back. None when it is no longer due or another process is handling it.
        """
        ...
