"""Where drills are kept, and who takes part in them."""

from collections.abc import Sequence
from typing import Protocol

from domain.drill import Drill, DrillConsent
from domain.identifiers import MemberId, SessionId


class Drills(Protocol):
    """Who agreed to be drilled, and the drills there were: ids, days and times only."""

    async def join(self, consent: DrillConsent) -> None:
        """Keep that a member agrees, in the place of what they said before."""

    async def leave(self, member: MemberId) -> None:
        """Forget that a member agreed."""

    async def consents(self) -> Sequence[DrillConsent]:
        """Everybody who agreed, also those whose membership ended since."""
        ...

    async def add(self, drill: Drill) -> None:
        """Keep a new drill; ConflictError when another has its number."""

    async def get(self, drill_id: SessionId) -> Drill:
        """Find a drill; NotFoundError when there is none."""
        ...

    async def save(self, drill: Drill) -> Drill:
        """Save a changed drill and return it one version higher; ConflictError when the kept
        version is another.
        """
        ...

    async def running(self) -> Drill | None:
        """The drill that is not over."""

    async def count(self) -> int:
        """How many drills there were."""
        ...

    async def clear(self, drill: Drill) -> None:
        """Delete everything of a drill but its times, and destroy the key of its case."""
