"""Organisations that are asked to take a case on; what was weighed and why not are canaries."""

from datetime import datetime

from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.takeover import Takeover, TakeoverAsked
from domain.weighing import FollowUp, Outcome, Verdict, WeighingPlan
from tests.support.canaries import CANARY
from tests.support.second_members import ASKED_AT, PLAN

PLAN_TO_TAKE_ON = WeighingPlan(
    verdict=Verdict(
        met=frozenset(),
        outcome=Outcome.NOT_TAKEN_UP,
        agreement=PLAN.verdict.agreement,
        follow_up=FollowUp(taken_on_by=OrganisationId("om"), advice=f"{CANARY} is bekend."),
    )
)


def a_takeover(case: CaseId, asked_by: MemberId, asked_at: datetime = ASKED_AT) -> TakeoverAsked:
    """The public prosecution is asked."""
    asked = Takeover(
        case=case, organisation=OrganisationId("om"), asked_by=asked_by, asked_at=asked_at
    )
    return TakeoverAsked(takeover=asked, plan=PLAN_TO_TAKE_ON)
