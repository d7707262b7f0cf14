"""Where it is kept who asks to discuss a case."""

from collections.abc import Sequence
from typing import Protocol

from domain.discussion_wish import DiscussionWish
from domain.identifiers import CaseId, MemberId


class DiscussionWishes(Protocol):
    """One wish of a member for a case; the reason is encrypted under the key of the case."""

    async def keep(self, wish: DiscussionWish) -> None:
        """Keep a wish, in the place of the one this member had for the case."""

    async def of_case(self, case_id: CaseId) -> Sequence[DiscussionWish]:
        """Every wish for a case, oldest first."""

    async def withdraw(self, case_id: CaseId, member: MemberId) -> None:
        """Forget the wish of one member."""

    async def clear(self, case_id: CaseId) -> None:
        """Forget every wish for a case, because it was discussed."""
