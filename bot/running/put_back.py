"""A clock of the house that is put back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_SMALLEST: Final = timedelta(seconds=10)  # more than two looks can lie apart on a busy machine


@dataclass(slots=True, kw_only=True)
class PutBack:
    """Compares business time with the time that passed; ``read_monotonic`` counts seconds and
    never goes back.
    """

    read_monotonic: Callable[[], float]
    _seen: tuple[datetime, float] | None = None

    def __call__(self, now: datetime) -> timedelta:
        """How far business time was put back since the last call."""
        monotonic = self.read_monotonic()
        before, self._seen = self._seen, (now, monotonic)
        if before is None:
            return timedelta(0)
        back = before[0] + timedelta(seconds=monotonic - before[1]) - now
        return back if back > _SMALLEST else timedelta(0)
