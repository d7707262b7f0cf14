"""Where it is kept who hands over their work to whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.hand_over import WorkHandOver
from domain.identifiers import MemberId


class HandOvers(Protocol):
    """One hand-over of a member at most: the newest, also for a while after it was settled. Why a
    colleague declined is encrypted under the key of the house.
    """

    async def keep(self, held: WorkHandOver) -> None:
        """Keep a new hand-over, in the place of the one there was of this member."""

    async def find(self, giver: MemberId) -> WorkHandOver | None:
        """The hand-over of a member; None when there is none."""

    async def settle(self, held: WorkHandOver, why: str = "") -> bool:
        """Keep what became of a hand-over or that its reminder was sent; False when it does not
        wait any more, or is another one by now. Of two who settle it at once one is told so.
        """
        ...

    async def why(self, giver: MemberId) -> str:
        """Why the colleague declined; empty when they did not."""
        ...

    async def asked_of(self, receiver: MemberId) -> Sequence[WorkHandOver]:
        """What a member is asked to take over and did not answer, oldest first."""
        ...

    async def waiting(self) -> Sequence[WorkHandOver]:
        """Every hand-over that was not answered, oldest first."""
        ...

    async def ended_since(self, since: datetime) -> Sequence[WorkHandOver]:
        """What was settled since a moment, oldest first."""
        ...

    async def forget(self, giver: MemberId) -> None:
        """Forget the hand-over of a member, if there is one."""
