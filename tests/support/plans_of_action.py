"""Plans of action for tests. What they say is a canary: it may never get out."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.plan_of_action import PlanOfAction, PlanText, PlanVersion, Scenario, ScenarioKind
from tests.support.canaries import CANARY

CARE = Scenario(
    kind=ScenarioKind.CARE,
    what=f"{CANARY} gaat naar de dagbesteding",
    who=(OrganisationId("mental-health"),),
)
PUNISHMENT = Scenario(
    kind=ScenarioKind.PUNISHMENT,
    what=f"{CANARY} wordt vervolgd",
    who=(OrganisationId("police"),),
    impossible_because=f"{CANARY} deed niets strafbaars",
)
BOTH = Scenario(kind=ScenarioKind.BOTH, what=f"{CANARY} krijgt een voorwaardelijke straf", who=())


def a_text(**changes: object) -> PlanText:
    text = PlanText(
        scenarios=(CARE, PUNISHMENT, BOTH),
        chosen=ScenarioKind.BOTH,
        fallback=ScenarioKind.CARE,
    )
    return replace(text, **changes)


def a_plan(number: int = 1, **changes: object) -> PlanOfAction:
    return PlanOfAction(
        case=CaseId("case-1"),
        text=a_text(**changes),
        version=PlanVersion(
            number=number,
            written_by=MemberId("director"),
            written_at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
        ),
    )
