"""Where the plans of action are kept, with every version."""

from collections.abc import Sequence
from typing import Protocol

from domain.identifiers import CaseId
from domain.plan_of_action import PlanOfAction, PlanVersion


class PlansOfAction(Protocol):
    """Each version of the plan of a case. What it says is encrypted under the key of the case."""

    async def add(self, plan: PlanOfAction) -> None:
        """Keep a new version; ConflictError when its number is taken."""

    async def newest(self, case_id: CaseId) -> PlanOfAction | None:
        """The plan as it is now; None when there is none yet."""

    async def versions(self, case_id: CaseId) -> Sequence[PlanVersion]:
        """Who wrote the plan, and when; newest first."""
