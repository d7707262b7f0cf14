"""Where it is kept which partners were asked about a subject, why, and what they said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.enquiry import Enquiry
from domain.identifiers import CaseId, EnquiryId, MemberId


class Enquiries(Protocol):
    """One enquiry for each case and organisation. Why it is asked is encrypted under the key of the
    case, and read apart.
    """

    async def add(self, enquiry: Enquiry, why: str) -> None:
        """Keep a new enquiry; ConflictError when the organisation was asked already."""

    async def get(self, enquiry_id: EnquiryId) -> Enquiry:
        """Find an enquiry; NotFoundError when there is none."""

    async def save(self, enquiry: Enquiry, why: str | None = None) -> Enquiry:
        """Save a changed enquiry and return it one version higher, with another reason if there is
        one; ConflictError when the kept version is no longer ``enquiry.version``.
        """
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[Enquiry]:
        """All enquiries about a case, by the moment they were asked."""
        ...

    async def of_cases(self, cases: Collection[CaseId]) -> Mapping[CaseId, Sequence[Enquiry]]:
        """All enquiries about each of these cases, by the moment they were asked."""
        ...

    async def reasons(self, case_id: CaseId) -> Mapping[EnquiryId, str]:
        """Why each partner was asked about a case."""
        ...

    async def asked_of(self, members: Collection[MemberId]) -> Sequence[Enquiry]:
        """What these members are asked and is not over, what is due first before others."""
        ...

    async def unsettled(self) -> Sequence[Enquiry]:
        """All that still waits for an answer or a call, by the moment it was asked."""
        ...

    async def answered_since(self, since: datetime) -> Sequence[Enquiry]:
        """All that was answered since a moment and is not over, by the moment it was."""
        ...

    async def pushed_days(self, member: MemberId) -> Sequence[date]:
        """The days of which a member has a card of enquiries in their chat."""
        ...
