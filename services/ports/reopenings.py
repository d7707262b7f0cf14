"""Where it is kept which closed cases are to be reopened."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.reopening import HeldReopening, Reopening


class Reopenings(Protocol):
    """One wish for a case at most; it is forgotten some days after it was settled."""

    async def keep(self, reopening: Reopening) -> None:
        """Keep a wish, in the place of the one there was for this case."""

    async def find(self, case_id: CaseId) -> Reopening | None:
        """The wish for a case; None when there is none."""

    async def all(self) -> Sequence[HeldReopening]:
        """Every wish, those that end first before others, without why."""

    async def forget(self, case_id: CaseId) -> None:
        """Forget the wish for a case, if there is one."""
