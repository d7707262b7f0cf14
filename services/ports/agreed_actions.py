"""Where it is kept what people promised to do about a case."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.action_counts import OrganisationActions
from domain.agreed_action import AgreedAction, StandingAction
from domain.identifiers import ActionId, CaseId, MemberId


class AgreedActions(Protocol):
    """The actions of the house. What was agreed and what was added to an answer are encrypted
    under the key of the case.
    """

    async def add(self, action: AgreedAction) -> None:
        """Keep a new action."""

    async def get(self, action_id: ActionId) -> AgreedAction:
        """Find an action; NotFoundError when there is none."""

    async def standing(self, action_id: ActionId) -> StandingAction | None:
        """Find an action without its text; None when there is none."""

    async def save(self, action: AgreedAction) -> AgreedAction:
        """Save what somebody did with an action and return it one version higher; ConflictError
        when the kept version is no longer ``action.version``.
        """

    async def save_asking(self, action: StandingAction) -> None:
        """Save how often its owner was reminded and who was asked instead; ConflictError when
        somebody did something with it meanwhile.
        """

    async def of_case(self, case_id: CaseId) -> Sequence[AgreedAction]:
        """Every action of a case: open ones first, the earliest due before others."""

    async def said_in(self, known_as: str) -> Sequence[StandingAction]:
        """What was agreed in one session or meeting."""

    async def concerning(self, member: MemberId) -> Sequence[StandingAction]:
        """A member's own open actions, and those that wait for their decision; the earliest due
        first.
        """

    async def count_due(self, from_on: date, until_on: date) -> Sequence[OrganisationActions]:
        """What came of the agreements that were for these days, both included, of each
        organisation.
        """
