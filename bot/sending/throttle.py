"""Sends no faster than Teams takes: no more than it says to one conversation and of the house as a
whole, in every stretch of time that it counts (``teams.md`` §4.1, ``docs/decisions/0033``).
"""

import asyncio
import math
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.delivery import Attempt, AttemptResult

_LONGER: Final = 1.05  # times a stretch: the network brings together what left apart
_SPREAD: Final = 0.04  # seconds; at most so much later, so that replicas do not go in step
_WAITS_WITHIN: Final = 35.0  # seconds; with the call that follows well within a lease
_WAITING_PART: Final = 1 / 3  # of the tenant's; as much again may be claimed with it
_TOO_MUCH: Final = "too_much_at_once"


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many in any stretch of so many seconds."""

    at_most: int
    seconds: float


OF_TEAMS: Final = (Quota(7, 1), Quota(8, 2), Quota(60, 30), Quota(1800, 3600))
OF_A_WINDOW: Final = (Quota(7, 1),)  # a chat window on this machine has no longer stretches
_PER_TENANT: Final = Quota(50, 1)
_REMEMBERED: Final = max(quota.seconds for quota in OF_TEAMS) * _LONGER


class _Line:
    """Who go one by one through the same quotas; whoever holds ``turn`` is next."""

    def __init__(self, *quotas: Quota) -> None:
        self.quotas = quotas
        self.turn = asyncio.Lock()
        self._left_at = deque[float](maxlen=max(quota.at_most for quota in quotas))

    def opens_at(self) -> float:
        """When the next one may go, by the quota that has room last."""
        return max(self._room_in(quota) for quota in self.quotas)

    def _room_in(self, quota: Quota) -> float:
        if len(self._left_at) < quota.at_most:
            return -math.inf
        return self._left_at[-quota.at_most] + quota.seconds * _LONGER

    def note(self, now: float) -> None:
        """Count one that goes now."""
        self._left_at.append(now)

    def is_quiet(self, now: float) -> bool:
        """Tell whether nothing that went still counts."""
        is_over = not self._left_at or self._left_at[-1] + _REMEMBERED <= now
        return is_over and not self.turn.locked()


class Throttle:
    """``clock`` counts seconds and never goes back; ``pause`` waits; ``chance`` is a number from 0
    to 1; ``quotas`` are those of each conversation.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        quotas: Sequence[Quota] = OF_TEAMS,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._chance = chance
        self._quotas = quotas
        self._tenant = _Line(_PER_TENANT)
        self._waiting = 0  # for the tenant's turn
        self._tell_room: Callable[[], None] = lambda: None
        self._conversations: dict[str, _Line] = {}  # who was here last stands last
        self._openings: dict[str, _Line] = {}

    async def wait(self, conversation: str) -> Attempt | None:
        """Wait until Teams takes one more call about a message in this conversation. An attempt
        that surely sent nothing, with when to come again, where that would take too long.
        """
        return await self._wait(self._line(self._conversations, conversation))

    async def wait_to_open(self, place: str) -> Attempt | None:
        """Wait until Teams takes one more call to open a chat with an account or in a channel."""
        return await self._wait(self._line(self._openings, place))

    @property
    def is_full(self) -> bool:
        """Tell whether enough wait for the house: more would take the room of what is urgent."""
        return self._waiting > self._tenant.quotas[0].at_most * _WAITING_PART

    def when_there_is_room(self, tell: Callable[[], None]) -> None:
        """Tell it each time when the house was full and is not any more."""
        self._tell_room = tell

    def share_among(self, replicas: int) -> None:
        """Take an equal part of what Teams takes of the house, never less than one a second."""
        part = max(_PER_TENANT.at_most // replicas, 1)
        self._tenant.quotas = (Quota(part, _PER_TENANT.seconds),)

    async def _wait(self, line: _Line) -> Attempt | None:
        async with line.turn:
            held = await self._until_open(line)
            if held is not None:
                return held
            await self._wait_for_the_house(line)
        return None

    async def _wait_for_the_house(self, line: _Line) -> None:
        self._waiting += 1
        try:
            async with self._tenant.turn:
                await self._until_open(self._tenant)
                now = self._clock()
                line.note(now)
                self._tenant.note(now)
        finally:
            was_full = self.is_full
            self._waiting -= 1
            if was_full and not self.is_full:
                self._tell_room()

    async def _until_open(self, line: _Line) -> Attempt | None:
        """Look again after each pause: only what really left is counted, when it really left."""
        while (left := line.opens_at() - self._clock()) > 0:
            if left > _WAITS_WITHIN:
                again = timedelta(seconds=left)
                return Attempt(result=AttemptResult.NOT_SENT, cause=_TOO_MUCH, retry_after=again)
            await self._pause(left + _SPREAD * self._chance())
        return None

    def _line(self, lines: dict[str, _Line], name: str) -> _Line:
        line = lines.pop(name, None) or _Line(*self._quotas)
        self._forget(lines)
        lines[name] = line
        return line

    def _forget(self, lines: dict[str, _Line]) -> None:
        now = self._clock()
        while lines:
            longest_here = next(iter(lines))
            if not lines[longest_here].is_quiet(now):
                return
            del lines[longest_here]
