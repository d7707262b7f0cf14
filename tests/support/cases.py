"""Cases, their screenings, weighings and colours for tests. Every written word is a canary."""

from datetime import UTC, date, datetime

from domain.access import CaseState
from domain.agreement import Agreement, Asked, AskedHow, Mandate
from domain.case import Case
from domain.colour import ColourDecision, StandingColour
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.referral import Criterion
from domain.screening import Gap, PurposeJudgement, PurposeTest, ReferralPart, Screening
from domain.stoplight import Colour
from domain.weighing import FollowUp, Outcome, SaidYes, Verdict, Weighing
from tests.support.canaries import CANARY

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CASE_ID = CaseId("case-1")

GAP = Gap(
    parts=frozenset({ReferralPart.AIM, ReferralPart.CRITERIA}), wanted=f"Wat wil {CANARY} zelf?"
)
AGREEMENT = Agreement(
    organisations=frozenset({OrganisationId("police"), OrganisationId("city")}),
    asked=Asked(on=date(2026, 11, 23), how=AskedHow.MAIL),
    mandate=Mandate(number="M-2026-7", given_on=date(2026, 1, 2)),
)
PURPOSE_TEST = PurposeTest(
    judgement=PurposeJudgement.FITS, reason=f"{CANARY} raakt zorg en straf.", agreement=AGREEMENT
)


def a_case(number: int = 0, state: CaseState = CaseState.TAKEN_UP) -> Case:
    return Case(
        id=CaseId(f"{number:032}"),
        code=CaseCode(f"KX7-Q{number:02}"),
        state=state,
        version=3,
        referrer=MemberId("agent"),
        referring_organisation=OrganisationId("police"),
        received_at=NOW,
        promised_on=date(2026, 12, 8),
        changed_by=MemberId("director"),
        changed_at=NOW,
    )


def a_screening(outcome: Gap | PurposeTest = GAP, case: CaseId = CASE_ID) -> Screening:
    return Screening(case=case, outcome=outcome, screened_by=MemberId("informer"), screened_at=NOW)


def a_weighing(case: CaseId = CASE_ID) -> Weighing:
    return Weighing(
        case=case,
        verdict=Verdict(
            met=frozenset({Criterion.PROBLEMS, Criterion.HARM}),
            outcome=Outcome.NOT_TAKEN_UP,
            agreement=AGREEMENT,
            follow_up=FollowUp(
                taken_on_by=OrganisationId("city"),
                said_yes=SaidYes(by=f"{CANARY} de Boer", on=date(2026, 11, 23)),
                advice=f"Praat met {CANARY}.",
            ),
            involved=frozenset({OrganisationId("mental-health")}),
            case_director=MemberId("nurse"),
        ),
        weighed_by=MemberId("director"),
        weighed_at=NOW,
    )


def a_colour(
    colour: Colour = Colour.RED,
    case: CaseId = CASE_ID,
    reason: str = f"{CANARY} dreigt.",
    **changes: object,
) -> ColourDecision:
    return ColourDecision(case=case, reason=reason, standing=a_standing_colour(colour, **changes))


def a_standing_colour(colour: Colour = Colour.RED, **changes: object) -> StandingColour:
    values = {
        "minutes": 0 if colour is Colour.GREEN else 30,
        "required": (OrganisationId("mental-health"), OrganisationId("police")),
        "set_by": MemberId("director"),
        "set_at": NOW,
        "next_review_on": date(2026, 12, 1),
    }
    return StandingColour(colour=colour, **(values | changes))
