"""Where it is kept to whom the address of a case is told."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.address_share import AddressShare
from domain.identifiers import CaseId, MemberId


class AddressShares(Protocol):
    """One share of a member for a case at most. It counts while the place lasts that they had when
    it was given.
    """

    async def keep(self, share: AddressShare) -> None:
        """Keep a share, in the place of the one there was."""

    async def is_told(self, case_id: CaseId, member: MemberId, today: date) -> bool:
        """Tell whether a member is told an address today."""
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[AddressShare]:
        """To whom the address of a case was told, the first first."""
        ...

    async def cases_told(self, member: MemberId, today: date) -> Sequence[AddressShare]:
        """Which addresses a member is told today, without why."""
        ...

    async def forget(self, case_id: CaseId, member: MemberId) -> bool:
        """Tell a member the address no more; False when it was not told."""
        ...

    async def forget_all(self, case_id: CaseId) -> None:
        """Tell nobody the address any more."""
