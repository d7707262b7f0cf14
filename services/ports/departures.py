"""Where it is kept who asks to leave a case."""

from collections.abc import Sequence
from typing import Protocol

from domain.departure import DepartureRequest
from domain.identifiers import CaseId, MemberId


class DepartureRequests(Protocol):
    """One question of a member for a case at most; it is forgotten when they left."""

    async def keep(self, request: DepartureRequest, why: str) -> None:
        """Keep a question with why they leave or, once declined, why they stay; in the place of the
        one there was.
        """

    async def find(self, case_id: CaseId, member: MemberId) -> DepartureRequest | None:
        """The question of a member; None when they ask nothing."""

    async def why(self, case_id: CaseId, member: MemberId) -> str:
        """What was said last, in words; empty when nothing is asked."""

    async def waiting(self) -> Sequence[DepartureRequest]:
        """The questions that no process director answered, oldest first."""

    async def declined_of(self, member: MemberId) -> Sequence[DepartureRequest]:
        """The questions of a member after which they were asked to stay."""

    async def forget(self, case_id: CaseId, member: MemberId) -> None:
        """Forget the question of a member, if there is one."""
