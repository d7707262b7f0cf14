"""Where screenings and weighings are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId
from domain.screening import Screening
from domain.weighing import Weighing


class Weighings(Protocol):
    """The house's judgements on referrals. Every written word is encrypted under the key of the
    case.
    """

    async def add_screening(self, screening: Screening) -> None:
        """Keep a screening; earlier ones of the same case stay on record."""

    async def last_screening(self, case_id: CaseId) -> Screening | None:
        """The latest screening of a case; None when it was never screened."""

    async def add(self, weighing: Weighing) -> None:
        """Keep the weighing of a case; ConflictError when it was weighed before."""

    async def set_aside(self, case_id: CaseId, at: datetime) -> None:
        """Count the weighing of a case no more: it is weighed anew."""

    async def get(self, case_id: CaseId) -> Weighing | None:
        """The weighing of a case; None when it was not weighed yet."""

    async def set_aside_of(self, case_id: CaseId) -> Sequence[Weighing]:
        """The weighings of a case that were made anew, the newest first."""
        ...

    async def merged(self, case_id: CaseId) -> Sequence[Weighing]:
        """The weighings of the cases that were merged into this one."""
        ...
