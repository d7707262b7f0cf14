"""Where it is kept what a change of the rota changed for whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.duty_change import DutyChange, DutyChangeId
from domain.identifiers import MemberId


class DutyChanges(Protocol):
    """Changes of the duty rota: ids and days only."""

    async def add(self, change: DutyChange) -> None:
        """Keep a new change."""

    async def of_member(self, change_id: DutyChangeId, member: MemberId) -> DutyChange:
        """Find what one change means for a member; NotFoundError when it does not concern them."""
        ...

    async def since(self, member: MemberId, since: datetime) -> Sequence[DutyChange]:
        """What changed for a member from a moment on, oldest first."""
