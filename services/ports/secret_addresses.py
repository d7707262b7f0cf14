"""Where secret addresses are kept, and who read them."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.referral import SecrecyGround
from domain.secret_address import SecretLook


class SecretAddresses(Protocol):
    """Secret addresses, sealed under the key of their case and apart from its referral."""

    async def ground_of(self, case_id: CaseId) -> SecrecyGround | None:
        """Why the address of a case is secret; None when it is not."""

    async def find(self, case_id: CaseId) -> str | None:
        """The secret address of a case; None when there is none."""

    async def note_look(self, look: SecretLook) -> None:
        """Keep who reads one, and why."""

    async def last_looks(self, case_id: CaseId, most: int) -> Sequence[SecretLook]:
        """Who read one last, the newest first."""
        ...
