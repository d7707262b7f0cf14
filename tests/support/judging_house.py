"""A house with referrals to judge: one third party beside the participants, an empty inbox."""

from dataclasses import replace
from datetime import date

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import ColourWish
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
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
AGREED = Consent(agreed=(POLICE,))
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


class JudgingHouse(AgendaHouse):
    """An agenda house in which referrals arrive."""

    async def refer(
        self,
        code: str = "KX7-Q42",
        state: CaseState = CaseState.SUBMITTED,
        referrer: str = "agent",
        **changes: object,
    ) -> SeenCase:
        async with self.database.work() as uow:
            case_id = await uow.cases.reserve()
            member = await uow.people.member(MemberId(referrer))
            case = Case(
                id=case_id,
                code=CaseCode(code),
                state=state,
                version=1,
                referrer=member.id,
                referring_organisation=member.organisation,
                received_at=self.now,
                promised_on=date(2026, 2, 23),
                changed_by=member.id,
                changed_at=self.now,
            )
            await uow.cases.add(replace(case, **changes), REFERRAL)
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

    async def on_record(self, case_id: CaseId) -> list[AuditEvent]:
        async with self.database.reading() as uow:
            return [link.entry.event for link in await uow.audit.chain(case_id)]


async def open_for_judging(house: AgendaHouse) -> JudgingHouse:
    async with house.database.work() as uow:
        await uow.people.save_organisation(
            Organisation(id=LANDLORD, name="Woonbemiddeling", type=OrganisationType.THIRD_PARTY)
        )
        await uow.people.save_member(a_member("Bea", LANDLORD, Role.PROFESSIONAL))
    return JudgingHouse(house.database)
