"""Where it is kept what became of the question whether a case may be kept longer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.extension_outcome import ExtensionOutcome


class ExtensionOutcomes(Protocol):
    """Only until those it concerns read it; of a case that is gone there is no id."""

    async def keep(self, outcomes: Sequence[ExtensionOutcome]) -> None:
        """Keep these."""

    async def since(self, at: datetime) -> Sequence[ExtensionOutcome]:
        """Those of this moment or later, the first first."""
        ...

    async def forget_before(self, at: datetime) -> None:
        """Forget those from before a moment."""
