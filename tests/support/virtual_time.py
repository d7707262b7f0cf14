"""An event loop whose time is a number: when nobody has anything to do it jumps to the next moment
at which somebody wakes. Hours pass in milliseconds, and always in the same way.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_Found = TypeVar("_Found")


class _Leaping(selectors.SelectSelector):
    """Waits for nobody; keeps count of how long it should have."""

    seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everybody waits, and nobody will ever wake"
        self.seconds += max(timeout, 0.0)
        return super().select(0)


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.seconds


def run_virtually(play: Coroutine[Any, Any, _Found]) -> _Found:
    """Run something that waits; ``asyncio.get_running_loop().time()`` is the time in it."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(play)
