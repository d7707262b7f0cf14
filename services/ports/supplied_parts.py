"""Where each part of a case is found by who supplied it, and destroyed without the rest."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.supplied_part import HeldPart


class SuppliedParts(Protocol):
    """What organisations told of cases."""

    async def of_case(self, case: CaseId) -> Sequence[HeldPart]:
        """The parts that are kept of a case."""
        ...

    async def destroy(self, case: CaseId, parts: Collection[HeldPart]) -> Mapping[str, int]:
        """Destroy these parts with all that hangs on them, and what waits to be sent about them; an
        acute report is emptied, for its session goes on. How much of each kind there was.
        ConflictError while a message about one is on its way.
        """
        ...
