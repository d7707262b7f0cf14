"""Where the list of prioritised cases is kept."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.identifiers import CaseId
from domain.priority import ListedPlace, PriorityDecision


class Priorities(Protocol):
    """The list of prioritised cases; each step on it is encrypted under the key of its case."""

    async def add(self, decision: PriorityDecision) -> None:
        """Keep a step after those before it; ConflictError when another was kept at the same
        moment.
        """

    async def history(self, case_id: CaseId) -> Sequence[PriorityDecision]:
        """Every step of a case, newest first."""
        ...

    async def standing(self) -> Sequence[ListedPlace]:
        """The cases on the list, those longest on it first."""
        ...

    async def ask(self, version: str, on: date) -> Sequence[CaseId]:
        """Note that from this day it is asked of each case on the list of another version whether
        it meets this one; which these are. What is of this version is asked no more.
        """
        ...
