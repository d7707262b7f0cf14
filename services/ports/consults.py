"""Where questions before a referral are kept until they are wiped."""

from collections.abc import Sequence
from typing import Protocol

from domain.consult import Consult, ConsultId
from domain.identifiers import MemberId


class Consults(Protocol):
    """Questions and answers, sealed under the house: there is no case."""

    async def add(self, consult: Consult) -> None:
        """Keep a new question."""

    async def get(self, consult_id: ConsultId) -> Consult:
        """Find a consult; NotFoundError when there is none, or no longer."""
        ...

    async def save(self, consult: Consult) -> Consult:
        """Save what changed and return it one version higher; ConflictError when the kept version
        is no longer ``consult.version``.
        """
        ...

    async def waiting(self) -> Sequence[Consult]:
        """All that wait for an answer, the oldest first."""

    async def of_asker(self, member: MemberId) -> Sequence[Consult]:
        """All that a member asked, the oldest first."""

    async def wipe(self, consult_id: ConsultId) -> None:
        """Remove a consult with all that was said in it."""
