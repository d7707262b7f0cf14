"""Where it is kept who was named as having agreed, and what they say of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.agreement import Agreement
from domain.confirmation import Confirmation
from domain.identifiers import CaseId, ConfirmationId, OrganisationId


class Confirmations(Protocol):
    """One of each organisation for each decision."""

    async def add(self, *asked: Confirmation) -> None:
        """Keep questions, however many in one statement; one that an organisation was asked before
        about the same decision stays as it was.
        """

    async def get(self, known_as: ConfirmationId) -> Confirmation:
        """Find a question; NotFoundError when there is none."""
        ...

    async def find(self, known_as: ConfirmationId) -> Confirmation | None:
        """Find a question; None when there is none any more."""

    async def save(self, changed: Confirmation, instead: Agreement | None = None) -> Confirmation:
        """Save what was said or settled, with the agreement that came ``instead``; ConflictError
        when the kept version is another.
        """
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[Confirmation]:
        """All of a case, oldest first."""
        ...

    async def instead_of(self, case_id: CaseId) -> Mapping[ConfirmationId, Agreement]:
        """The agreements that came in the place of what was contradicted in a case."""
        ...

    async def asked_of(self, organisation: OrganisationId) -> Sequence[Confirmation]:
        """What an organisation is asked and did not answer, oldest first."""
        ...

    async def answered_since(
        self, organisation: OrganisationId, since: datetime
    ) -> Sequence[Confirmation]:
        """What was said for an organisation after a moment, oldest first."""
        ...

    async def unsettled(self) -> Sequence[Confirmation]:
        """All without an answer, and all that is contested; oldest first."""
        ...

    async def forget(self, case_id: CaseId) -> None:
        """Forget all of a case that waits for an answer or to be settled."""

    async def drop(self, *known_as: ConfirmationId) -> None:
        """Forget questions without an answer: another decision came in the place of that one."""
