"""Where it is kept that a case may not be destroyed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.identifiers import CaseId
from domain.retention_hold import RetentionHold


class RetentionHolds(Protocol):
    """The legal holds of the house; a reason is encrypted under the key of its case."""

    async def keep(self, hold: RetentionHold) -> None:
        """Keep a hold, in the place of the one its case had."""

    async def find(self, case: CaseId) -> RetentionHold | None:
        """Find the hold of a case, also one whose day is past."""

    async def days_of(self, cases: Collection[CaseId]) -> Mapping[CaseId, date]:
        """Until when those of these cases are held that are."""
        ...

    async def until(self, on: date) -> Sequence[tuple[CaseId, date]]:
        """Cases whose hold ends on this day or before, with that day, the first to end first."""
        ...

    async def forget(self, case: CaseId) -> None:
        """Forget the hold of a case."""
