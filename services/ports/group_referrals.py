"""Where it is kept which cases were referred together."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from domain.group_referral import GroupMark
from domain.identifiers import CaseId


class GroupReferrals(Protocol):
    """The mark of a group beside each of its cases, and nothing of them."""

    async def add(self, mark: GroupMark, cases: Sequence[CaseId]) -> None:
        """Keep which cases were referred together."""

    async def of_mark(self, mark: GroupMark) -> Sequence[CaseId]:
        """The cases of a group, in the order in which they were told."""
        ...

    async def hold_mark(self, mark: GroupMark) -> Sequence[CaseId]:
        """The same; nobody else holds this group before this turn ends."""
        ...

    async def marks_of(self, cases: Collection[CaseId]) -> Mapping[CaseId, GroupMark]:
        """The mark of each of these cases that is of a group."""
        ...
