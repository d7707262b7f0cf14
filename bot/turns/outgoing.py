"""Where a turn leaves what it said, once that is kept: what may leave at once goes at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from services.ports.outbox import Claimed


class Outgoing(Protocol):
    """Whoever sends, as a turn sees it."""

    @property
    def lease_within(self) -> timedelta | None:
        """How long a turn may take what it says for the sender; None when nothing may leave now."""

    def take(self, messages: Sequence[Claimed], since: float) -> None:
        """Send these, taken ``since`` this moment of the event loop, in transactions now kept."""

    def wake(self) -> None:
        """Look what waits to be sent."""
