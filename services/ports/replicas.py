"""What the edge needs to know of the other processes that serve the same house."""

from datetime import timedelta
from typing import Protocol


class Replicas(Protocol):
    """The processes that share one database, and so what Teams takes of one house."""

    async def count(self, within: timedelta) -> int:
        """Note that this process is here; how many were within this time, itself included. Who was
        not is forgotten.
        """

    async def leave(self) -> None:
        """Note that this process is not here any more."""
