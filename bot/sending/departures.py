"""Writes down that calls begin, so that after a crash *may have been posted* and *surely was not*
are two things. What is ready at about the same time is written down together.
"""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Outbox

_TOGETHER_WITHIN: Final = timedelta(milliseconds=100)  # who is not ready by then goes after


@dataclass(slots=True)
class _Group:
    """Messages that wait to be written down together; ``is_complete`` when nobody else comes."""

    messages: list[Claimed] = field(default_factory=list)
    is_complete: asyncio.Event = field(default_factory=asyncio.Event)
    writing: "asyncio.Task[Collection[DeliveryId]] | None" = None


class Departures:
    """One statement for all that get ready together, and never one that waits for a slow one."""

    def __init__(self, together_within: timedelta = _TOGETHER_WITHIN) -> None:
        self._together_within = together_within
        self._getting_ready = 0
        self._group = _Group()

    @contextmanager
    def getting_ready(self) -> Iterator[None]:
        """Whoever is inside may begin a call right after."""
        self._getting_ready += 1
        try:
            yield
        finally:
            self._getting_ready -= 1
            self._close_when_complete()

    async def begin(self, message: Claimed, outbox: Outbox) -> bool:
        """Wait until it is written down that this call begins; False when another sender has taken
        the message over.
        """
        group = self._group
        group.messages.append(message)
        if group.writing is None:
            group.writing = asyncio.create_task(self._write(group, outbox))
        self._close_when_complete()
        return message.id in await asyncio.shield(group.writing)

    def _close_when_complete(self) -> None:
        if self._group.messages and not self._getting_ready:
            self._group.is_complete.set()

    async def _write(self, group: _Group, outbox: Outbox) -> Collection[DeliveryId]:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._together_within.total_seconds()):
                await group.is_complete.wait()
        self._group = _Group()
        return await outbox.begin_calls(group.messages)
