"""Organisations that are asked whether they may be named to the nurse, who referred a case."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.enquiry import DisclosureGround, EnquiryAnswer
from domain.identifiers import CaseId, MemberId, NamingId, OrganisationId
from domain.involved_answer import InvolvedAnswer, NamingAnswer, NamingAsked
from domain.member import Role
from domain.weighing import FollowUp, ShortEffort
from services.involved_answer import (
    NamingRow,
    NamingStep,
    list_namings,
    look_at_involved_answer,
    open_naming,
    say_naming,
)
from services.seen_case import SeenCase
from services.weighing import OutcomeView, WeighingForm, view_outcome
from tests.support.agenda_house import HOUSING, POLICE, a_member
from tests.support.enquiries import MONDAY, a_tested_case, ask, say
from tests.support.judging_house import ADVISE, JudgingHouse
from tests.support.permits import weigh_seen

REMINDED_AT = datetime(2026, 2, 13, 7, 26, tzinfo=UTC)
ANSWERED_BY_ON = date(2026, 2, 16)
GIVEN_AT = datetime(2026, 2, 17, 7, 26, tzinfo=UTC)


def an_involved_answer(case: CaseId, due_on: date = ANSWERED_BY_ON) -> InvolvedAnswer:
    """Cora has the public prosecution asked."""
    naming = NamingAsked(id=NamingId("d" * 32), case=case, organisation=OrganisationId("om"))
    return InvolvedAnswer(
        case=case,
        asked_by=MemberId("cora"),
        asked_at=MONDAY,
        due_on=due_on,
        namings=(naming,),
    )


def answering(*organisations: OrganisationId) -> WeighingForm:
    follow_up = FollowUp(effort=ShortEffort.INVOLVED_ANSWER, to_be_named=frozenset(organisations))
    return replace(ADVISE, follow_up=follow_up)


async def enquired(house: JudgingHouse, code: str = "KX7-Q42") -> SeenCase:
    """The nurse referred; the police said to be involved, the housing association to know them."""
    house.now = MONDAY
    async with house.work() as moment:
        await moment.uow.people.save_member(a_member("Huib", HOUSING, Role.PROFESSIONAL))
    seen = await a_tested_case(house, code, "nurse")
    police, housing = await ask(house, seen, POLICE, HOUSING)
    await say(house, police.id, EnquiryAnswer.INVOLVED)
    await say(house, housing.id, EnquiryAnswer.KNOWN, who="huib")
    return SeenCase(id=seen.id)


async def weigh_to_answer(
    house: JudgingHouse, seen: SeenCase, *organisations: OrganisationId
) -> None:
    async with house.acting("sanne") as ctx:
        await weigh_seen(ctx, SeenCase(id=seen.id), answering(*organisations))


async def asked_to_be_named(
    house: JudgingHouse, *organisations: OrganisationId, code: str = "KX7-Q42"
) -> SeenCase:
    seen = await enquired(house, code)
    await weigh_to_answer(house, seen, *(organisations or (POLICE, HOUSING)))
    return seen


async def naming_of(
    house: JudgingHouse, seen: SeenCase, organisation: OrganisationId = POLICE
) -> NamingAsked:
    async with house.reading() as moment:
        found = await moment.uow.involved_answers.find(seen.id)
    assert found is not None
    return next(one for one in found.namings if one.organisation == organisation)


async def says(
    house: JudgingHouse,
    seen: SeenCase,
    answer: NamingAnswer,
    who: str = "agent",
    organisation: OrganisationId = POLICE,
    ground: DisclosureGround | None = None,
) -> None:
    naming = await naming_of(house, seen, organisation)
    async with house.acting(who) as ctx:
        await say_naming(ctx, await open_naming(ctx, naming.id), answer, ground)


async def naming_rows(house: JudgingHouse, who: str) -> list[NamingRow]:
    async with house.acting(who) as ctx:
        return list(await list_namings(ctx))


async def naming_steps(house: JudgingHouse, who: str) -> list[NamingStep]:
    return [one.step for one in await naming_rows(house, who)]


async def look(house: JudgingHouse, seen: SeenCase, at: datetime) -> None:
    """The timer of a question comes round at this moment."""
    house.now = at
    async with house.work() as moment:
        await look_at_involved_answer(moment, seen.id)


async def read_by(house: JudgingHouse, seen: SeenCase, who: str = "nurse") -> OutcomeView:
    async with house.acting(who) as ctx:
        return await view_outcome(ctx, seen.id)
