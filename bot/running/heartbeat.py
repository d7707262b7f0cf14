"""Whether what must go on for ever still goes on: sending, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True, kw_only=True)
class Heartbeat:
    """Beats as long as something goes on; ``read_monotonic`` counts seconds and never goes back."""

    name: str
    silent_within: timedelta
    read_monotonic: Callable[[], float]
    _beaten_at: float | None = None

    def beat(self) -> None:
        """Tell that it goes on."""
        self._beaten_at = self.read_monotonic()

    @property
    def troubles(self) -> list[str]:
        """A word when it was silent for too long; nothing before its first beat."""
        if self._beaten_at is None:
            return []
        silent = self.read_monotonic() - self._beaten_at
        return [f"{self.name}_stopped"] if silent > self.silent_within.total_seconds() else []
