"""Where it is kept which steps of a case its referrer hears of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.identifiers import MemberId
from domain.referrer_news import ReferrerNews


class AllReferrerNews(Protocol):
    """Of each kind of step of a case the last one."""

    async def keep(self, news: ReferrerNews) -> None:
        """Keep a step, in the place of an earlier one of its kind."""
        ...

    async def of_member(self, member: MemberId, since: datetime) -> Sequence[ReferrerNews]:
        """The steps of the cases that a member referred since a moment, oldest first."""
        ...
