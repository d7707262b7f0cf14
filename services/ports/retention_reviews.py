"""Where it is kept whether cases are still needed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.retention_review import RetentionReview


class RetentionReviews(Protocol):
    """One question of a case at most; why it is needed is encrypted under the key of its case."""

    async def keep(self, review: RetentionReview, why: str | None = None) -> None:
        """Keep a question in the place of the one there was; what was said before stays when
        nothing was now.
        """

    async def of_cases(self, cases: Collection[CaseId]) -> Mapping[CaseId, RetentionReview]:
        """The questions about these cases."""
        ...

    async def why(self, case: CaseId) -> str:
        """Why it was needed, as was said last; empty when nothing was."""
        ...

    async def waiting(self) -> Sequence[RetentionReview]:
        """What is asked now, and what was answered with no, the longest asked first."""
        ...
