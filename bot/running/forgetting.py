"""What the house forgets by itself, and when. Terms: ``reliability.md`` §4.4."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.ports.turns import Database, Work

ANSWERS_KEPT_WITHIN: Final = timedelta(hours=24)
# Teams delivers again within minutes, and the token that lets an activity in lives for hours
ACTIVITIES_KNOWN_WITHIN: Final = timedelta(days=14)
# from when a message had to be sent; its buttons are dead after 30 days
MESSAGES_KEPT_WITHIN: Final = timedelta(days=90)
_BATCH: Final = 500
_EVERY: Final = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Forgetting:
    """Forgets every ten minutes; ``read_monotonic`` counts seconds and never goes back."""

    read_monotonic: Callable[[], float] = time.monotonic
    _done_at: float | None = None

    async def run(self, database: Database) -> None:
        """Forget what is over, unless that was done just now."""
        now = self.read_monotonic()
        if self._done_at is None or now - self._done_at >= _EVERY.total_seconds():
            await forget_what_is_over(database)
            self._done_at = now


async def forget_what_is_over(database: Database) -> None:
    """Forget answers, activities and messages whose term is over, in small transactions: turns go
    on between them.
    """
    for forget in (_forget_answers, _forget_activities, _forget_messages, _forget_cards):
        while await _forget_batch(database, forget) == _BATCH:
            pass


async def _forget_batch(database: Database, forget: Callable[[Work], Awaitable[int]]) -> int:
    async with database.work() as work:
        return await forget(work)


async def _forget_answers(work: Work) -> int:
    return await work.inbox.purge(ANSWERS_KEPT_WITHIN, _BATCH)


async def _forget_activities(work: Work) -> int:
    return await work.inbox.forget(ACTIVITIES_KNOWN_WITHIN, _BATCH)


async def _forget_messages(work: Work) -> int:
    return await work.deliveries.forget(await work.now() - MESSAGES_KEPT_WITHIN, _BATCH)


async def _forget_cards(work: Work) -> int:
    return await work.deliveries.forget_cards(MESSAGES_KEPT_WITHIN, _BATCH)
