"""Where the colours of cases are kept, with their history."""

from collections.abc import Sequence
from typing import Protocol

from domain.colour import ColourDecision
from domain.identifiers import CaseId


class Colours(Protocol):
    """Each colour a case ever had. The reason is encrypted under the key of the case; the colour
    that stands is kept with the case too.
    """

    async def add(self, decision: ColourDecision) -> None:
        """Keep a new colour; the one before it becomes history."""

    async def history(self, case_id: CaseId) -> Sequence[ColourDecision]:
        """Every colour of a case, newest first."""
