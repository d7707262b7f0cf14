"""Where the chains of the acute lane are kept: who was told, and when the next one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.escalation import Chain, ChainId
from domain.identifiers import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedChain:
    """An open chain, and when its timer looks at it; None when it has no timer."""

    chain: Chain
    looked_at: datetime | None


class Escalations(Protocol):
    """One chain for each step that waits for somebody. Ids and moments, no content."""

    async def add(self, chains: Sequence[Chain]) -> None:
        """Keep new chains. ConflictError when one of these steps had a chain before."""

    async def find(self, chain: ChainId) -> Chain | None:
        """Find a chain, also one that ended; None when there is none."""

    async def save(self, chain: Chain) -> Chain:
        """Save a changed chain and return it one version higher; ConflictError when the kept
        version is another.
        """
        ...

    async def end(self, chain: ChainId, at: datetime) -> Chain | None:
        """End a chain and return it; None when there is none, or it ended before."""

    async def end_all(self, session: SessionId, at: datetime) -> Sequence[Chain]:
        """End what is open of a session and of its invitations; all of its chains."""
        ...

    async def of_session(self, session: SessionId) -> Sequence[Chain]:
        """All chains of a session and of its invitations."""
        ...

    async def open_ones(self) -> Sequence[WatchedChain]:
        """Every open chain of the house, with its timer."""
        ...
