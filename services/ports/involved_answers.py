"""Where it is kept which organisations are asked whether they may be named to a referrer."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.identifiers import CaseId, NamingId
from domain.involved_answer import InvolvedAnswer, NamingAsked


class InvolvedAnswers(Protocol):
    """One question of a case at most; no words of anybody are in it."""

    async def keep(self, answer: InvolvedAnswer) -> None:
        """Keep a new question with all that are asked, in the place of the one there was."""

    async def find(self, case_id: CaseId) -> InvolvedAnswer | None:
        """The question of a case; None when there is none."""

    async def get_naming(self, naming_id: NamingId) -> NamingAsked:
        """One organisation that is asked; NotFoundError when there is none."""
        ...

    async def save(self, naming: NamingAsked) -> None:
        """Save what an organisation says; ConflictError when the kept version is another."""

    async def open_on(self, today: date) -> Sequence[InvolvedAnswer]:
        """All questions whose last day has not passed, oldest first."""
        ...

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question of a case, if there is one."""
