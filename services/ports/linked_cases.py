"""Where it is kept that two cases are linked."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId, MemberId
from domain.linked_case import CaseLink


class LinkedCases(Protocol):
    """The links between cases; a reason is encrypted under the keys of both, so that it is gone
    with either.
    """

    async def add(self, link: CaseLink, reason: str) -> bool:
        """Keep a new link with its reason; False when the two are linked already."""
        ...

    async def open_of(self, case: CaseId) -> Sequence[CaseLink]:
        """The links of a case that were not ended, oldest first."""
        ...

    async def open_among(self, cases: Collection[CaseId]) -> Sequence[CaseLink]:
        """The links between two of these cases that were not ended, oldest first."""
        ...

    async def why(self, link: CaseLink) -> str:
        """Why two cases were linked, decrypted."""
        ...

    async def end(self, link: CaseLink, by: MemberId, at: datetime, reason: str) -> bool:
        """End a link with a reason; False when it was ended before."""
        ...
