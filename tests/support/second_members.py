"""Weighings that wait for a second member; what they say is a canary."""

from datetime import UTC, date, datetime

from domain.agreement import Agreement, Asked, AskedHow
from domain.colour import ColourWish
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.referral import Criterion
from domain.second_member import WeighingHeld, WeighingToConfirm
from domain.stoplight import Colour
from domain.weighing import Outcome, Verdict, WeighingPlan
from tests.support.canaries import CANARY

POLICE = OrganisationId("politie")
ASKED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PLAN = WeighingPlan(
    verdict=Verdict(
        met=frozenset(Criterion),
        outcome=Outcome.TAKEN_UP,
        agreement=Agreement(
            organisations=frozenset({POLICE}),
            asked=Asked(on=date(2026, 11, 23), how=AskedHow.TELEPHONE),
        ),
        involved=frozenset({POLICE}),
    ),
    colour=ColourWish(
        colour=Colour.RED, reason=f"{CANARY} dreigt.", minutes=30, required=(POLICE,)
    ),
)


def a_weighing_to_confirm(
    case: CaseId, weighed_by: MemberId, asked_at: datetime = ASKED_AT
) -> WeighingToConfirm:
    held = WeighingHeld(case=case, weighed_by=weighed_by, asked_at=asked_at)
    return WeighingToConfirm(held=held, plan=PLAN)
