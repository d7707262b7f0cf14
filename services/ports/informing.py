"""Where it is kept whether the subjects of cases were informed."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.identifiers import CaseId
from domain.informing import Informing, InformingSaid


class Informings(Protocol):
    """One question of a case at most, with what was said last."""

    async def keep(self, informing: Informing, said: InformingSaid | None = None) -> None:
        """Keep a question in the place of the one there was, with what was said last if anything
        was.
        """

    async def find(self, case_id: CaseId) -> Informing | None:
        """The question about a case; None when it was never asked."""
        ...

    async def last_said(self, case_id: CaseId) -> InformingSaid | None:
        """What was said last; None when nothing was."""
        ...

    async def due(self, today: date) -> Sequence[Informing]:
        """The questions that somebody is asked now, the oldest first."""
        ...
