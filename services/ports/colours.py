"""Where the colours of cases are kept, with their history."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.colour import ColourDecision
from domain.identifiers import CaseId


class Colours(Protocol):
    """Each colour a case ever had. The reason is encrypted under the key of the case."""

    async def add(self, decision: ColourDecision) -> None:
        """Keep a new colour; the one before it becomes history."""

    async def current(self, case_id: CaseId) -> ColourDecision | None:
        """The colour a case has now; None when it never had one."""

    async def history(self, case_id: CaseId) -> Sequence[ColourDecision]:
        """Every colour of a case, newest first."""

    async def current_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, ColourDecision]:
        """The colours these cases have now; a case without one is left out."""
