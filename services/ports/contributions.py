"""Where it is kept what partners contributed to a case, version after version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.contribution import Contribution, ToldContribution
from domain.identifiers import CaseId, ContributionId


class Contributions(Protocol):
    """What was contributed is sealed under the key of the case, with its conditions. Of what is
    withdrawn no version has a text any more.
    """

    async def add(self, contribution: Contribution) -> None:
        """Keep a new version; ConflictError when its number is taken."""

    async def withdraw(self, contribution: Contribution) -> None:
        """Destroy the text of every version; ConflictError when that was done."""

    async def of_case(self, case_id: CaseId) -> Sequence[Contribution]:
        """Every version of what was contributed to a case, in the order in which it was told."""
        ...

    async def versions(self, known_as: ContributionId) -> Sequence[Contribution]:
        """The versions of one contribution, the newest first; NotFoundError when there is none."""
        ...

    async def told_of(self, case_id: CaseId) -> Sequence[ToldContribution]:
        """What was contributed to a case or withdrawn; without texts."""
        ...

    async def changed_since(self, since: datetime) -> Sequence[ToldContribution]:
        """What was contributed or withdrawn since a moment, by case and moment; without texts."""
        ...
