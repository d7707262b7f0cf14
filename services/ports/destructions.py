"""What is found of cases whose end comes, and how they are destroyed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.case import Case


class Destructions(Protocol):
    """The end of cases."""

    async def ageing(self, received_until: datetime, ended_until: datetime) -> Sequence[Case]:
        """Cases received until a moment, and those kept shortly that ended until another, oldest
        first.
        """
        ...
