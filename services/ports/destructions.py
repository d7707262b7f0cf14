"""What is found of cases whose end comes, and how they are destroyed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.retention import Destruction, RetentionGround


class Destructions(Protocol):
    """The end of cases."""

    async def ageing(self, received_until: datetime, ended_until: datetime) -> Sequence[Case]:
        """Cases received until a moment, and those kept shortly that ended until another, oldest
        first.
        """
        ...

    async def erase(self, case: CaseId, code: CaseCode | None = None) -> Mapping[str, int]:
        """Erase all that is kept of a case but its key, and have its cards deleted in Teams; how
        much of each kind there was. A second time, when nobody knows its code any more, finds
        nothing but what was written meanwhile. ConflictError while a message about it is on its
        way.
        """
        ...

    async def destroy_key(self, case: CaseId) -> None:
        """Destroy the key of a case, for good before this returns: no copy of what it locked can be
        read again. Nothing happens when it is gone.
        """

    async def keep(self, under_way: Destruction) -> None:
        """Keep how far a destruction is."""

    async def find(self, case: CaseId) -> Destruction | None:
        """Find the destruction of a case that is under way."""

    async def under_way(self) -> Sequence[Destruction]:
        """The destructions that are not finished, by when they began."""
        ...

    async def finish(self, done: Destruction, month: date) -> None:
        """Forget whose case it was, and count one more of its ground in this month."""

    async def counted(self) -> Mapping[tuple[date, RetentionGround], int]:
        """How many cases were destroyed in each month, by its first day, on each ground."""
        ...
