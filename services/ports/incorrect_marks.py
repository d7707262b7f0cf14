"""Where it is kept which statements are called incorrect."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId, MarkId, MemberId
from domain.incorrect import IncorrectMark, MarkWords, ToldMark


class IncorrectMarks(Protocol):
    """What was said is sealed under the key of the case. A mark is settled, never taken away."""

    async def add(self, mark: IncorrectMark, words: MarkWords) -> None:
        """Keep a new mark."""

    async def settle(self, mark: IncorrectMark, words: MarkWords) -> None:
        """Keep what its supplier answered; ConflictError when they did at this very moment."""

    async def forget_words(self, mark: IncorrectMark) -> None:
        """Keep of a mark only that it was made, and settled: what it is about was destroyed."""

    async def find(self, known_as: MarkId) -> ToldMark:
        """Find a mark with what was said; NotFoundError when there is none."""
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[ToldMark]:
        """The marks of a case, the newest first."""
        ...

    async def open(self) -> Sequence[IncorrectMark]:
        """Every mark that its supplier did not answer, oldest first."""
        ...

    async def answered_of(self, member: MemberId, since: datetime) -> Sequence[IncorrectMark]:
        """The marks of a member that were answered since a moment, the last first."""
        ...
