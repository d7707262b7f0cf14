"""Where questions before a referral are kept until they are wiped."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.consult import Consult, ConsultId, ConsultsAsked
from domain.identifiers import MemberId


class Consults(Protocol):
    """Questions and answers, sealed under the house: there is no case."""

    async def add(self, consult: Consult) -> None:
        """Keep a new question."""

    async def get(self, consult_id: ConsultId) -> Consult:
        """Find a consult; NotFoundError when there is none, or no longer."""
        ...

    async def save(self, consult: Consult) -> Consult:
        """Save what changed and return it one version higher; ConflictError when the kept version
        is no longer ``consult.version``.
        """
        ...

    async def waiting(self) -> Sequence[Consult]:
        """All that wait for an answer, the oldest first."""

    async def of_asker(self, member: MemberId) -> Sequence[Consult]:
        """All that a member asked, the oldest first."""

    async def wipe(self, read: Consult) -> None:
        """Remove a consult with all that was said in it; ConflictError when the kept version is no
        longer that of ``read``.
        """

    async def count(self, month_on: date) -> None:
        """Count one more question in the month that begins on this day: a number only."""

    async def asked_between(self, from_on: date, until_on: date) -> Sequence[ConsultsAsked]:
        """How many were asked in each month that begins on these days, both included, the first
        first; a month in which nothing was asked is left out.
        """
