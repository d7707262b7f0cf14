"""Stops calling a Teams address that answers nobody, so that what waits stays unsent and certain;
now and then one message finds out whether it answers again (``docs/decisions/0024``).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from bot.logs import log
from domain.delivery import Attempt, AttemptResult

_GATEWAY_TROUBLE: Final = frozenset({502, 503, 504})
_MOST_SILENT_CALLS: Final = 3
_FIRST_PAUSE: Final = 10.0  # seconds
_LONGEST_PAUSE: Final = 30.0
_PROBE_WITHIN: Final = 60.0  # another may go when one was never heard of again
_NEWS_WITHIN: Final = 120.0  # older than this, nobody knows how it is now
_HELD: Final = "connector_silent"
_SILENCE: Final = frozenset({"timeout", "reset", "no_connection"})

Calling = Callable[[], Awaitable[Attempt]]
Guard = Callable[[str, Calling], Awaitable[Attempt]]


async def call_freely(_service_url: str, calling: Calling) -> Attempt:
    """Let every call start."""
    return await calling()


class Passage(StrEnum):
    """What may start now: anything, one message that finds out, or nothing."""

    FREE = "free"
    PROBE = "probe"
    CLOSED = "closed"


def always_free() -> Passage:
    """Let anything start."""
    return Passage.FREE


@dataclass(slots=True)
class _Line:
    """One service address. While it is silent, nothing is called before ``opens_at``."""

    asked_at: float
    silent_calls: int = 0
    silent_since: float | None = None
    heard_at: float = 0.0
    opens_at: float = 0.0
    pause: float = 0.0

    def passage(self, now: float) -> Passage:
        if self.silent_since is None:
            return Passage.FREE
        return Passage.PROBE if now >= self.opens_at else Passage.CLOSED


class Breaker:
    """After a few calls in a row without an answer an address is left alone, each time for twice as
    long, up to half a minute. ``read_monotonic`` counts seconds.
    """

    def __init__(self, read_monotonic: Callable[[], float]) -> None:
        self._now = read_monotonic
        self._lines: dict[str, _Line] = {}

    @property
    def passage(self) -> Passage:
        """What may start as a whole: not FREE while every address used lately is silent."""
        now = self._now()
        lately = now - _NEWS_WITHIN
        lines = self._lines.values()
        counted = [x for x in lines if x.silent_since is not None or x.asked_at > lately]
        passages = {line.passage(now) for line in counted}
        return next((one for one in Passage if one in passages), Passage.FREE)

    @property
    def troubles(self) -> Sequence[str]:
        """A word while an address is silent, as far as was heard lately."""
        lately = self._now() - _NEWS_WITHIN
        lines = self._lines.values()
        is_silent = any(line.silent_since is not None and line.heard_at > lately for line in lines)
        return [_HELD] if is_silent else []

    async def guard(self, service_url: str, calling: Calling) -> Attempt:
        """Call, or say how long to wait. The first one after a pause finds out; no other starts
        before its end is known.
        """
        held_within = self._admit(service_url)
        if held_within is not None:
            return Attempt(result=AttemptResult.NOT_SENT, cause=_HELD, retry_after=held_within)
        began = self._now()
        attempt = await calling()
        self._note(service_url, began, attempt)
        return attempt

    def _admit(self, service_url: str) -> timedelta | None:
        """How long to wait; None when a call may start."""
        now = self._now()
        line = self._lines.setdefault(service_url, _Line(asked_at=now))
        line.asked_at = now
        passage = line.passage(now)
        if passage is Passage.CLOSED:
            return timedelta(seconds=min(line.opens_at - now, _LONGEST_PAUSE))
        if passage is Passage.PROBE:
            line.opens_at = now + _PROBE_WITHIN
        return None

    def _note(self, service_url: str, began: float, attempt: Attempt) -> None:
        line = self._lines[service_url]
        if _is_answer(attempt):
            self._reopen(line)
        elif _is_silence(attempt):
            self._count(line, began)
        elif line.silent_since is not None:
            line.opens_at = self._now() + line.pause  # it never came to a call

    def _reopen(self, line: _Line) -> None:
        if line.silent_since is not None:
            log.info("connector_answers", seconds=round(self._now() - line.silent_since))
        line.silent_calls, line.silent_since, line.pause = 0, None, 0.0

    def _count(self, line: _Line, began: float) -> None:
        line.silent_calls += 1
        line.heard_at = self._now()
        if line.silent_since is None and line.silent_calls >= _MOST_SILENT_CALLS:
            line.silent_since = self._now()
            log.warning("connector_silent", count=line.silent_calls)
        elif line.silent_since is None or began <= line.silent_since:
            return  # it was in the air before, and tells nothing new
        line.pause = min(line.pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)
        line.opens_at = self._now() + line.pause


def _is_answer(attempt: Attempt) -> bool:
    return attempt.status is not None and attempt.status not in _GATEWAY_TROUBLE


def _is_silence(attempt: Attempt) -> bool:
    return attempt.status in _GATEWAY_TROUBLE or attempt.cause in _SILENCE
