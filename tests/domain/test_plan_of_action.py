from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.agreement import Signature
from domain.colour import NotAParticipantError
from domain.errors import InvalidInputError
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType
from domain.plan_of_action import (
    CannotChooseError,
    NoImpossibleReasonError,
    NoScenarioError,
    NoSecondChoiceError,
    PlanOfAction,
    PlanText,
    ScenarioKind,
    form_plan,
)
from tests.support.agenda_house import ORGANISATIONS
from tests.support.plans_of_action import BOTH, CARE, PUNISHMENT, a_text

AT = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
SIGNED = Signature(
    by=MemberId("sanne"), organisation=OrganisationId("city"), at=AT, on=date(2026, 2, 9)
)
LANDLORD = Organisation(
    id=OrganisationId("landlord"), name="Verhuurder", type=OrganisationType.THIRD_PARTY
)


def form(text: PlanText) -> PlanOfAction:
    return form_plan(CaseId("case-1"), text, 3, (*ORGANISATIONS, LANDLORD), SIGNED)


def test_a_plan_says_who_wrote_which_version_and_when():
    plan = form(a_text())
    assert plan.text == a_text()
    assert (plan.version.number, plan.version.written_by, plan.version.written_at) == (
        3, "sanne", AT,
    )  # fmt: skip


def test_a_plan_may_be_written_before_anything_is_chosen():
    assert form(a_text(chosen=None, fallback=None)).text.chosen is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (a_text(scenarios=()), NoScenarioError),
        (a_text(scenarios=(replace(CARE, what="  "),)), NoScenarioError),
        (a_text(scenarios=(replace(BOTH, impossible_because=" "), CARE)), NoImpossibleReasonError),
        (a_text(chosen=ScenarioKind.PUNISHMENT, fallback=None), CannotChooseError),
        (a_text(fallback=ScenarioKind.PUNISHMENT), CannotChooseError),
        (a_text(scenarios=(CARE,), fallback=None), CannotChooseError),
        (a_text(fallback=ScenarioKind.BOTH), NoSecondChoiceError),
        (a_text(chosen=None), NoSecondChoiceError),
        (a_text(scenarios=(replace(CARE, who=("landlord",)), BOTH)), NotAParticipantError),
    ],
)
def test_what_a_plan_lacks_is_said(text: PlanText, error: type[InvalidInputError]):
    with pytest.raises(error):
        form(text)


def test_a_scenario_with_a_reason_against_it_is_not_possible():
    assert not PUNISHMENT.is_possible
    assert BOTH.is_possible
