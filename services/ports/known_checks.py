"""Where it is kept that another house or partnership was asked about a case."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.known_check import KnownCheck


class KnownChecks(Protocol):
    """What was asked and shared outside, sealed under the key of the case."""

    async def add(self, check: KnownCheck) -> None:
        """Keep it."""

    async def of_case(self, case_id: CaseId) -> Sequence[KnownCheck]:
        """All that was asked outside about a case, in the order in which it was recorded."""
        ...
