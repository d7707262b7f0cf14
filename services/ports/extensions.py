"""Where it is kept what is asked of who supplied something of a case, and what they answered."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.extension import AskedExtension, ByTelephone, Extension, SupplierAnswer
from domain.identifiers import CaseId, OrganisationId


class Extensions(Protocol):
    """One question of a case at most; why, and who answered by telephone, are encrypted under the
    key of its case.
    """

    async def add(self, asked: AskedExtension, why: Extension) -> None:
        """Keep a question and whom it is asked; ConflictError when there is one."""

    async def ask_more(self, case: CaseId, organisations: Sequence[OrganisationId]) -> None:
        """Ask these organisations too; who is asked already stays as they are."""

    async def note_reminder(self, case: CaseId, on: date) -> None:
        """Keep that who is silent was reminded."""

    async def keep_answer(
        self, case: CaseId, answer: SupplierAnswer, told: ByTelephone | None = None
    ) -> None:
        """Keep an answer in the place of the one its organisation gave before."""

    async def open(self) -> Sequence[AskedExtension]:
        """Every question, the longest asked first."""
        ...

    async def find(self, case: CaseId) -> AskedExtension | None:
        """The question about a case; None when there is none."""

    async def why(self, case: CaseId) -> Extension:
        """Why it is asked; NotFoundError when nothing is asked of a case."""
        ...

    async def told_by_telephone(
        self, case: CaseId, organisation: OrganisationId
    ) -> ByTelephone | None:
        """Who answered for an organisation by telephone; None when nobody did."""
        ...

    async def forget(self, case: CaseId) -> None:
        """Forget what is asked about a case and what was answered."""
