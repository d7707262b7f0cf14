"""Where it is kept when nobody is on duty, and what was told of it."""

from collections.abc import Sequence
from typing import Protocol

from domain.duty_gap import DutyGap, DutyGapId


class DutyGaps(Protocol):
    """Gaps in the duty rota: moments only."""

    async def get(self, gap_id: DutyGapId) -> DutyGap:
        """Find a gap, also one that was filled; NotFoundError when there is none."""

    async def open_ones(self) -> Sequence[DutyGap]:
        """The gaps that nobody filled yet, by start."""

    async def save(self, gap: DutyGap) -> None:
        """Keep a gap, new or changed."""
