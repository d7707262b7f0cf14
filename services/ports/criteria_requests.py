"""Where it is kept which referrers are asked to explain criteria afterwards."""

from collections.abc import Sequence
from typing import Protocol

from domain.criteria_request import CriteriaRequest
from domain.identifiers import CaseId, MemberId


class CriteriaRequests(Protocol):
    """One question for a case at most; it is forgotten when it is answered or over."""

    async def keep(self, request: CriteriaRequest) -> None:
        """Keep a question, in the place of the one there was for this case."""

    async def find(self, case_id: CaseId) -> CriteriaRequest | None:
        """The question about a case; None when nobody is asked."""

    async def of_member(self, member: MemberId) -> Sequence[CriteriaRequest]:
        """What a member is asked, oldest first."""

    async def reminded_more_than(self, times: int) -> Sequence[CriteriaRequest]:
        """Those of which more reminders than so many were counted, oldest first."""

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
