"""Where the minutes of cases in meetings are kept, with every edition and what was objected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId, MinutesId
from domain.minutes import Minutes, MinutesEdition, Objection


class MinutesOfCases(Protocol):
    """The minutes of the house. What they say and why somebody objects is encrypted under the key
    of the case.
    """

    async def add(self, minutes: Minutes) -> None:
        """Keep new minutes; ConflictError when the case has some of this meeting."""

    async def get(self, minutes_id: MinutesId) -> Minutes:
        """Find minutes; NotFoundError when there are none."""

    async def find(self, case_id: CaseId, said_in: str) -> Minutes | None:
        """The minutes of a case in a meeting; None when nothing was typed."""

    async def save(self, minutes: Minutes) -> Minutes:
        """Save changed minutes and return them one version higher; ConflictError when the kept
        version is no longer ``minutes.version``.
        """

    async def forget(self, minutes_id: MinutesId) -> None:
        """Forget minutes that were never approved, and hold nothing any more."""

    async def of_case(self, case_id: CaseId) -> Sequence[Minutes]:
        """The minutes of a case, of the newest meeting first."""

    async def listed(self, shared_since: datetime) -> Sequence[Minutes]:
        """Minutes that are not shared, or were since a moment; of the oldest meeting first."""

    async def add_edition(self, edition: MinutesEdition) -> None:
        """Keep an edition; ConflictError when its number is taken."""

    async def edition(self, minutes: Minutes, number: int) -> MinutesEdition:
        """One edition of minutes; NotFoundError when there is none."""

    async def keep_objection(self, objection: Objection) -> None:
        """Keep an objection, in the place of the one this member made to the same edition."""

    async def objections(self, minutes: Minutes, edition: int) -> Sequence[Objection]:
        """What was objected to an edition, oldest first."""

    async def count_objections(self, minutes: Minutes, edition: int) -> int:
        """How many members objected to an edition."""
