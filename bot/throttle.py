"""Sends no faster than Teams takes: a token bucket per conversation and one for the tenant."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

_PER_CONVERSATION: Final = 5.0  # a second; Teams takes 7 (``teams.md`` §4.1)
_PER_TENANT: Final = 20.0  # a second; Teams takes 50
_MOST_KEPT: Final = 1000


class Throttle:
    """``clock`` counts seconds and never goes back; ``pause`` waits."""

    def __init__(
        self,
        clock: Callable[[], float],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._next: dict[str, float] = {}
        self._next_of_tenant = 0.0

    async def wait(self, conversation: str) -> None:
        """Wait until this conversation and the tenant may take one more."""
        now = self._clock()
        slot = max(now, self._next_of_tenant)
        self._next_of_tenant = slot + 1 / _PER_TENANT
        moment = max(slot, self._next.get(conversation, now))
        self._next[conversation] = moment + 1 / _PER_CONVERSATION
        self._forget(now)
        if moment > now:
            await self._pause(moment - now)

    def _forget(self, now: float) -> None:
        if len(self._next) > _MOST_KEPT:
            self._next = {name: at for name, at in self._next.items() if at > now}
