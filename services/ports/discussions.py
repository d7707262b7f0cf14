"""Where it is kept what was said of cases in meetings."""

from typing import Protocol

from domain.discussion import Discussion
from domain.identifiers import CaseId


class Discussions(Protocol):
    """What was said of each case in each meeting, as often as it was saved. The text is encrypted
    under the key of the case.
    """

    async def add(self, said: Discussion) -> None:
        """Keep what was saved; ConflictError when its number is taken."""

    async def newest(self, case_id: CaseId, said_in: str) -> Discussion | None:
        """What was saved last of a case in a meeting; None when nothing was."""

    async def before(self, case_id: CaseId, said_in: str) -> Discussion | None:
        """What was saved last of a case in another meeting than this one."""

    async def written_in(self, said_in: str) -> frozenset[CaseId]:
        """The cases of which something was saved in a meeting."""
