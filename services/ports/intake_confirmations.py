"""Where it is kept whether referrers confirmed what was written down with them on the telephone."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId, MemberId
from domain.intake_confirmation import IntakeConfirmation


class IntakeConfirmations(Protocol):
    """One question of a case at most: about the intake that was written down last."""

    async def keep(self, asked: IntakeConfirmation) -> None:
        """Keep a question, in the place of the one there was for this case."""

    async def find(self, case_id: CaseId) -> IntakeConfirmation | None:
        """The question about a case; None when nothing was written down, or its referrer told it
        anew since.
        """
        ...

    async def asked_of(self, referrer: MemberId) -> Sequence[IntakeConfirmation]:
        """What a referrer still has to confirm, oldest first."""
        ...

    async def unanswered(self) -> Sequence[IntakeConfirmation]:
        """What no referrer confirmed, reminder and all, oldest first."""
        ...

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
