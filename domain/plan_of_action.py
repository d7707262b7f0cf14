"""The joint plan of action of a case: how care and punishment go together, which scenario is chosen
and which is the fallback (product page §7). Not the planner's plan of a meeting.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.agreement import Signature
from domain.colour import require_participants
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Organisation


class ScenarioKind(StrEnum):
    """What a scenario works with."""

    CARE = "care"
    PUNISHMENT = "punishment"
    BOTH = "both"


class NoScenarioError(InvalidInputError):
    """A plan has at least one scenario, and each says what is done."""

    text_key: ClassVar[str] = "plan_of_action.no_scenario"


class NoImpossibleReasonError(InvalidInputError):
    """Say why a scenario is not possible."""

    text_key: ClassVar[str] = "plan_of_action.say_why_not"


class CannotChooseError(InvalidInputError):
    """Only a scenario that is written down and possible can be chosen."""

    text_key: ClassVar[str] = "plan_of_action.cannot_choose"


class NoSecondChoiceError(InvalidInputError):
    """A fallback is another scenario than the one that is chosen."""

    text_key: ClassVar[str] = "plan_of_action.no_second_choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One way to go: what is done and by whom; ``impossible_because`` is empty when it can be."""

    kind: ScenarioKind
    what: str
    who: tuple[OrganisationId, ...]
    impossible_because: str = ""

    @property
    def is_possible(self) -> bool:
        """Tell whether it can be done."""
        return not self.impossible_because


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanText:
    """What a plan says. Without ``chosen`` nobody decided yet."""

    scenarios: tuple[Scenario, ...]
    chosen: ScenarioKind | None = None
    fallback: ScenarioKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """Who wrote a version of a plan, and when; the newest has the highest number."""

    number: int
    written_by: MemberId
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOfAction:
    """The plan of a case as it was written once."""

    case: CaseId
    text: PlanText
    version: PlanVersion


def form_plan(
    case: CaseId,
    text: PlanText,
    number: int,
    organisations: Collection[Organisation],
    signed: Signature,
) -> PlanOfAction:
    """Form the next version of the plan of a case.

    ``organisations`` are the partners of the house. Raises NoScenarioError, NoImpossibleReasonError
    for a scenario whose reason is blank, CannotChooseError, NoSecondChoiceError, and
    NotAParticipantError for an organisation that is no participant.
    """
    scenarios = tuple(_form_scenario(one, organisations) for one in text.scenarios)
    if not scenarios:
        raise NoScenarioError
    checked = replace(text, scenarios=scenarios)
    _check_choice(checked)
    version = PlanVersion(number=number, written_by=signed.by, written_at=signed.at)
    return PlanOfAction(case=case, text=checked, version=version)


def _form_scenario(scenario: Scenario, organisations: Collection[Organisation]) -> Scenario:
    if not scenario.what.strip():
        raise NoScenarioError
    if scenario.impossible_because and not scenario.impossible_because.strip():
        raise NoImpossibleReasonError
    require_participants(scenario.who, organisations)
    return replace(
        scenario,
        what=scenario.what.strip(),
        impossible_because=scenario.impossible_because.strip(),
        who=tuple(sorted(set(scenario.who))),
    )


def _check_choice(text: PlanText) -> None:
    possible = {one.kind for one in text.scenarios if one.is_possible}
    if not {text.chosen, text.fallback} - {None} <= possible:
        raise CannotChooseError
    if text.fallback is not None and text.chosen in {None, text.fallback}:
        raise NoSecondChoiceError
