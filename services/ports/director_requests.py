"""Where it is kept who is asked to direct a case."""

from collections.abc import Sequence
from typing import Protocol

from domain.case_director import DirectorRequest
from domain.identifiers import CaseId, MemberId


class DirectorRequests(Protocol):
    """One question for a case at most; it is forgotten when somebody accepts."""

    async def keep(self, request: DirectorRequest, why_declined: str = "") -> None:
        """Keep a question, in the place of the one there was for this case."""

    async def find(self, case_id: CaseId) -> DirectorRequest | None:
        """The question about a case; None when nobody is asked."""

    async def why_declined(self, case_id: CaseId) -> str:
        """Why who was asked last does not direct the case, in words; empty when they did not say
        no.
        """

    async def of_member(self, member: MemberId) -> Sequence[DirectorRequest]:
        """What a member is asked and did not decline, oldest first."""

    async def all(self) -> Sequence[DirectorRequest]:
        """Every question, oldest first."""

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
