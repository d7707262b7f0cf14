"""Where it is kept why a case moved on in its line."""

from typing import Protocol

from domain.identifiers import CaseId
from domain.pause import Pause


class CaseSteps(Protocol):
    """What was decided at each step of a case, the earlier ones too. It is content."""

    async def add_pause(self, pause: Pause) -> None:
        """Keep a pause beside the earlier steps of its case."""

    async def last_pause(self, case_id: CaseId) -> Pause | None:
        """The latest pause of a case; None when it never rested."""
