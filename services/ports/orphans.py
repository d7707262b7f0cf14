"""Where the places are found that nobody of an organisation took over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.case import CirclePlace


class Orphans(Protocol):
    """Places in cases that go on whose member left, with nobody of their organisation in it now:
    looked up in the circles, kept nowhere.
    """

    async def all(self, now: datetime) -> Sequence[CirclePlace]:
        """Every such place, those that ended first before others."""
        ...

    async def let_go(self, place: CirclePlace) -> bool:
        """Note that nobody needs to take over a place; False when that was noted before."""
        ...
