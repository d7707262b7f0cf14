"""Where it is kept who offered which duty days to whom."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.duty_swap import DutySwap, DutySwapId
from domain.identifiers import MemberId


class DutySwaps(Protocol):
    """Offers of duty days: ids and days only."""

    async def add(self, swap: DutySwap) -> None:
        """Keep a new offer."""

    async def get(self, swap_id: DutySwapId) -> DutySwap:
        """Find an offer; NotFoundError when there is none."""
        ...

    async def save(self, swap: DutySwap) -> DutySwap:
        """Save a settled offer and return it one version higher; ConflictError when the kept
        version is no longer ``swap.version``.
        """
        ...

    async def open_ones(self, today: date) -> Sequence[DutySwap]:
        """The open offers of the house that begin today or later, by first day."""

    async def open_of(self, member: MemberId, today: date) -> Sequence[DutySwap]:
        """The open offers by this member and to them that begin today or later, by first day."""
