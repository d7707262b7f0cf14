"""Partners that are asked whether they know a subject, in a house over real storage."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.absence import AbsenceWish
from domain.access import Action, CaseState
from domain.enquiry import DisclosureGround, Enquiry, EnquiryAnswer, PartnerToAsk
from domain.identifiers import EnquiryId, MemberId, OrganisationId
from domain.member import Organisation, OrganisationType
from services.absence import give_absence
from services.access import Permit
from services.enquiry import EnquiryView, list_enquiries, send_enquiries
from services.enquiry_answer import answer_own_enquiry
from services.enquiry_clock import look_at_enquiry
from services.moment import Context
from services.seen_case import SeenCase, take_case
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import JudgingHouse

MONDAY = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
DUE_ON = date(2026, 2, 16)
LAST_MORNING = datetime(2026, 2, 16, 7, 26, tzinfo=UTC)
DAY_AFTER = datetime(2026, 2, 17, 7, 30, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
# what stands between the purpose test and the weighing
TESTED = CaseState.PURPOSE_TESTED
BOUND = Organisation(
    id=CARE,
    name="GGZ Rivierstad",
    type=OrganisationType.PRIVATE_PARTICIPANT,
    domain_tags=frozenset({"mental_health"}),
)


async def a_tested_case(
    house: JudgingHouse, code: str = "KX7-Q42", referrer: str = "agent"
) -> SeenCase:
    return await house.refer(code, TESTED, referrer)


async def may_enquire(ctx: Context, seen: SeenCase) -> Permit:
    return await take_case(ctx, Action.ENQUIRE, SeenCase(id=seen.id))


async def ask(
    house: JudgingHouse, seen: SeenCase, *partners: OrganisationId, by: str = "iris"
) -> list[Enquiry]:
    wishes = [PartnerToAsk(organisation=one, why=f"{CANARY} woont daar.") for one in partners]
    async with house.acting(by) as ctx:
        return list(await send_enquiries(ctx, await may_enquire(ctx, seen), wishes))


async def asked(
    house: JudgingHouse,
    code: str = "KX7-Q42",
    referrer: str = "nurse",
    partner: OrganisationId = POLICE,
) -> tuple[SeenCase, EnquiryId]:
    """The police are asked about a case that the nurse referred, unless said otherwise."""
    seen = await a_tested_case(house, code, referrer)
    (enquiry,) = await ask(house, seen, partner)
    return seen, enquiry.id


async def say(
    house: JudgingHouse,
    enquiry: EnquiryId,
    answer: EnquiryAnswer,
    ground: DisclosureGround | None = None,
    who: str = "agent",
) -> None:
    async with house.acting(who) as ctx:
        version = (await ctx.uow.enquiries.get(enquiry)).version
        await answer_own_enquiry(ctx, enquiry, version, answer, ground)


async def find(house: JudgingHouse, enquiry: EnquiryId) -> Enquiry:
    async with house.reading() as moment:
        return await moment.uow.enquiries.get(enquiry)


async def views(house: JudgingHouse, seen: SeenCase, who: str = "iris") -> list[EnquiryView]:
    async with house.acting(who) as ctx:
        return list(await list_enquiries(ctx, await may_enquire(ctx, seen)))


async def look(house: JudgingHouse, enquiry: EnquiryId, at: datetime) -> None:
    """The timer of an enquiry comes round at this moment."""
    house.now = at
    async with house.work() as moment:
        await look_at_enquiry(moment, enquiry)


async def bind(house: JudgingHouse) -> None:
    """Professional secrecy applies to the mental health service."""
    async with house.work() as moment:
        await moment.uow.people.save_organisation(BOUND)


async def be_away(house: JudgingHouse, who: str = "agent", deputy: str | None = "deputy") -> None:
    """A member is away from today on, and a colleague stands in for them."""
    wish = AbsenceWish(first_on=house.now.date(), last_on=house.now.date() + timedelta(days=20))
    async with house.acting(who) as ctx:
        await give_absence(ctx, wish, MemberId(deputy) if deputy else None)


AN_ENQUIRY = EnquiryId("f" * 32)


def an_enquiry(**changes: Any) -> Enquiry:
    """Ina asked olga of the public prosecution."""
    usual = {
        "id": AN_ENQUIRY,
        "organisation": OrganisationId("om"),
        "member": MemberId("olga"),
        "asked_by": MemberId("ina"),
        "asked_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "due_on": date(2027, 12, 1),
    }
    return Enquiry(**(usual | changes))
