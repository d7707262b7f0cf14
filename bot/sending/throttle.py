"""Sends no faster than Teams takes: a token bucket per conversation and one for the tenant."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

_MOST_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many tokens come back a second, and how many there are at most."""

    a_second: float
    at_most: int

    def earliest(self, full_at: float) -> float:
        """When there is a token in a bucket that is full again at ``full_at``."""
        return full_at - (self.at_most - 1) / self.a_second

    def full_after_one_more(self, full_at: float, now: float) -> float:
        """When the bucket is full again after one token more was taken."""
        return max(full_at, now) + 1 / self.a_second


_PER_CONVERSATION: Final = Bucket(5.0, 2)  # Teams takes 7 a second (``teams.md`` §4.1)
_PER_TENANT: Final = Bucket(20.0, 16)  # Teams takes 50 a second


class Throttle:
    """``clock`` counts seconds and never goes back; ``pause`` waits."""

    def __init__(
        self,
        clock: Callable[[], float],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._full_at: dict[str, float] = {}
        self._tenant_full_at = clock()

    async def wait(self, conversation: str) -> None:
        """Wait until this conversation and the tenant may take one more."""
        now = self._clock()
        full_at = self._full_at.get(conversation, now)
        moment = max(
            now, _PER_TENANT.earliest(self._tenant_full_at), _PER_CONVERSATION.earliest(full_at)
        )
        self._tenant_full_at = _PER_TENANT.full_after_one_more(self._tenant_full_at, now)
        self._full_at[conversation] = _PER_CONVERSATION.full_after_one_more(full_at, now)
        self._forget(now)
        if moment > now:
            await self._pause(moment - now)

    def _forget(self, now: float) -> None:
        if len(self._full_at) > _MOST_KEPT:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}
