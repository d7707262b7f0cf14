"""What the last turns met: a probe reads and writes little, and may find room on a disk on which
turns find none, or pass by the page that is damaged.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_SEEN_BY_TURNS: Final = frozenset({"disk_full", "disk_trouble", "database_damaged"})
_LASTS_WITHIN: Final = timedelta(seconds=15)  # then somebody may try again


@dataclass(slots=True)
class TurnTrouble:
    """The trouble of the last turn; gone with the next that is served, or after a while."""

    _word: str = ""
    _met_at: float = 0.0

    def meet(self, word: str) -> None:
        """Note why a turn was given up."""
        if word in _SEEN_BY_TURNS:
            self._word, self._met_at = word, _read_monotonic()

    def pass_by(self) -> None:
        """Note that a turn was served."""
        self._word = ""

    @property
    def troubles(self) -> list[str]:
        """A word, or nothing."""
        is_over = _read_monotonic() - self._met_at > _LASTS_WITHIN.total_seconds()
        return [] if is_over or not self._word else [self._word]


def _read_monotonic() -> float:
    return asyncio.get_running_loop().time()
