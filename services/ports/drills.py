"""Where it is kept who takes part in drills."""

from collections.abc import Sequence
from typing import Protocol

from domain.drill import DrillConsent
from domain.identifiers import MemberId


class Drills(Protocol):
    """Who agreed to be drilled: ids and days only."""

    async def join(self, consent: DrillConsent) -> None:
        """Keep that a member agrees, in the place of what they said before."""

    async def leave(self, member: MemberId) -> None:
        """Forget that a member agreed."""

    async def consents(self) -> Sequence[DrillConsent]:
        """Everybody who agreed, also those whose membership ended since."""
        ...
