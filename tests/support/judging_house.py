"""A house with referrals to judge: one third party beside the participants, an empty inbox."""

from dataclasses import replace
from datetime import date

from domain.access import CaseState
from domain.agreement import Asked, AskedHow
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import ColourWish
from domain.identifiers import CaseId, OrganisationId
from domain.member import Organisation, OrganisationType, Role
from domain.referral import Aim, Criterion, ExplainedCriterion, Fulfilment, Identity, Referral
from domain.stoplight import Colour
from domain.weighing import FollowUp, Outcome
from services.consent import Consent
from services.seen_case import SeenCase
from services.weighing import TakingUp, WeighingForm
from tests.support.agenda_house import (
    CARE,
    POLICE,
    AgendaHouse,
    a_member,
)
from tests.support.canaries import CANARY
from tests.support.permits import weigh_seen

LANDLORD = OrganisationId("landlord")
YEAR = date(2026, 1, 1)
ALL_MET = frozenset(Criterion)

REFERRAL = Referral(
    identity=Identity(name=f"Jan {CANARY}", address="Kade 1"),
    why_now=f"{CANARY} dreigt sinds maandag.",
    aim=Aim.OTHER_QUESTION,
    question=f"Wie kent {CANARY}?",
    criteria=tuple(
        ExplainedCriterion(
            criterion=one, fulfilment=Fulfilment.PARTLY, explanation=f"{CANARY} en {one}."
        )
        for one in Criterion
    ),
    partners=(CARE, LANDLORD),
)

RED = ColourWish(colour=Colour.RED, reason=f"{CANARY} dreigt.", minutes=30, required=(POLICE,))
AGREED = Consent(agreed=(POLICE,), asked=Asked(on=date(2026, 2, 1), how=AskedHow.TELEPHONE))
TAKE_UP = WeighingForm(
    met=ALL_MET,
    outcome=Outcome.TAKEN_UP,
    consent=AGREED,
    taking_up=TakingUp(involved=(CARE,), colour=RED),
)
ADVISE = WeighingForm(
    met=frozenset(),
    outcome=Outcome.ADVICE_OR_SIGNAL,
    consent=AGREED,
    follow_up=FollowUp(advice=f"Praat met {CANARY}."),
)

TAKEN_ON_BY_CARE = replace(
    ADVISE, outcome=Outcome.NOT_TAKEN_UP, follow_up=FollowUp(taken_on_by=CARE)
)


class JudgingHouse(AgendaHouse):
    """An agenda house in which referrals arrive."""

    async def refer(
        self,
        code: str = "KX7-Q42",
        state: CaseState = CaseState.SUBMITTED,
        referrer: str = "agent",
        **changes: object,
    ) -> SeenCase:
        promised_on = date(2026, 2, 23)
        given = {"state": state, "promised_on": promised_on} | changes
        case_id = await self.keep_case(code, REFERRAL, referrer, **given)
        return SeenCase(id=case_id, version=1)

    async def take_up(self, code: str = "KX7-Q42", form: WeighingForm = TAKE_UP) -> SeenCase:
        seen = await self.refer(code, CaseState.PURPOSE_TESTED)
        async with self.acting("sanne") as ctx:
            saved = await weigh_seen(ctx, seen, form)
        return SeenCase(id=saved.id, version=saved.version)

    async def case(self, seen: SeenCase) -> Case:
        async with self.database.reading() as uow:
            return await uow.cases.get(seen.id)

    async def circle(self, seen: SeenCase) -> dict[str, str]:
        async with self.database.reading() as uow:
            return {place.member: place.reason.value for place in await uow.cases.circle(seen.id)}

    async def events(self, case_id: CaseId) -> list[AuditEvent]:
        """What is on record about a case, in order."""
        return [entry.event for entry in await self.on_record(case_id)]


async def open_for_judging(house: AgendaHouse) -> JudgingHouse:
    async with house.database.work() as uow:
        await uow.people.save_organisation(
            Organisation(id=LANDLORD, name="Woonbemiddeling", type=OrganisationType.THIRD_PARTY)
        )
        await uow.people.save_member(a_member("Bea", LANDLORD, Role.PROFESSIONAL))
    return JudgingHouse(house.database, house.house, house.now)
