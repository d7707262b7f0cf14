"""Where the weighings are kept that a second member must confirm."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.second_member import WeighingHeld, WeighingToConfirm


class SecondMembers(Protocol):
    """One weighing of a case at most; it is forgotten when the case is weighed."""

    async def keep(self, waiting: WeighingToConfirm) -> None:
        """Keep a weighing, in the place of the one there was of this case."""

    async def find(self, case_id: CaseId) -> WeighingToConfirm | None:
        """The weighing of a case that does not count yet; None when there is none."""

    async def all(self) -> Sequence[WeighingHeld]:
        """All that do not count yet, oldest first, without what they say."""

    async def forget(self, case_id: CaseId) -> None:
        """Forget the weighing of a case, if there is one."""
