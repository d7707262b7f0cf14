"""Where it is kept who stands in for whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.deputy import StandIn
from domain.identifiers import MemberId, StandInId


class Deputies(Protocol):
    """Who stands in for a colleague that is away, and when: no text."""

    async def keep(self, stand_in: StandIn) -> None:
        """Keep who stands in, in the place of what was known of it."""

    async def get(self, stand_in_id: StandInId) -> StandIn:
        """Find one; NotFoundError when there is none."""
        ...

    async def of_member(self, member: MemberId, since: datetime) -> Sequence[StandIn]:
        """Who stands, or was asked to stand, in for a member after a moment, by start."""
        ...

    async def of_deputy(self, deputy: MemberId, since: datetime) -> Sequence[StandIn]:
        """For whom a member stands, or was asked to stand, in after a moment, by start."""
        ...

    async def left_alone_since(self, since: datetime) -> Sequence[StandIn]:
        """Where the deputy declined since a moment or said to be away too, by start."""
        ...
