"""Where it is kept how long before its end it was told that a case goes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from domain.identifiers import CaseId


class RetentionWarnings(Protocol):
    """What was told of cases that go."""

    async def told(self, cases: Collection[CaseId]) -> Mapping[CaseId, int]:
        """How many months before its end it was told last, of those of these cases it was."""
        ...

    async def keep(self, case: CaseId, months: int, on: date) -> None:
        """Keep that it was told so many months before, in the place of what was told before."""

    async def since(self, on: date) -> Sequence[CaseId]:
        """Cases of which it was told on this day or later."""
        ...

    async def forget(self, case: CaseId) -> None:
        """Forget what was told of a case: its end is another."""
