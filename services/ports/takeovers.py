"""Where it is kept which organisations are asked to take a case on."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.takeover import Takeover, TakeoverAsked


class Takeovers(Protocol):
    """One question of a case at most; it is forgotten when the case is weighed or withdrawn."""

    async def keep(self, asked: TakeoverAsked) -> None:
        """Keep a question, in the place of the one there was of this case."""

    async def find(self, case_id: CaseId) -> TakeoverAsked | None:
        """The question of a case, with the weighing it is for; None when there is none."""

    async def all(self) -> Sequence[Takeover]:
        """All questions, oldest first, without what was weighed."""
        ...

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question of a case, if there is one."""
