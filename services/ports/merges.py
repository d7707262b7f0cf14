"""Where cases of one person become one, and what is remembered of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.merging import FormerCase, HeldMerge, MergeReason


class Merges(Protocol):
    """Cases that were merged, and the wishes to merge two; reasons are encrypted under their
    cases.
    """

    async def keep_wish(self, wish: HeldMerge, why: MergeReason) -> None:
        """Keep a wish, in the place of the one there was for the case that goes."""

    async def find_wish(self, goes: CaseId) -> tuple[HeldMerge, MergeReason] | None:
        """The wish for a case to go, with why; None when there is none."""

    async def wishes(self) -> Sequence[HeldMerge]:
        """Every wish, those that end first before others, without why."""
        ...

    async def forget_wish(self, goes: CaseId) -> None:
        """Forget the wish for a case to go, if there is one."""

    async def meet(self, goes: Case, stays: Case) -> bool:
        """Tell whether there are minutes of both of one meeting."""
        ...

    async def move(self, goes: Case, stays: Case, left: Collection[MemberId]) -> Mapping[str, int]:
        """Make all that is kept of a case another's; how much was of it alone, and is erased.
        ``left`` are those who have no place in the one that stays.
        """
        ...

    async def add(self, former: FormerCase, why: MergeReason) -> None:
        """Remember that a case was merged into another, and why."""

    async def named(self, code: CaseCode) -> FormerCase | None:
        """The case that had this code; None when none was merged."""

    async def of_case(self, case: CaseId) -> Sequence[tuple[FormerCase, MergeReason]]:
        """The cases that were merged into this one, the newest first, with why."""
        ...

    async def of_referrer(self, member: MemberId) -> Sequence[FormerCase]:
        """The merged cases that a member referred, the newest first."""
        ...

    async def since(self, at: datetime) -> Sequence[FormerCase]:
        """The cases that were merged since a moment."""
        ...
