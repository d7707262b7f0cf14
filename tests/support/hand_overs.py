"""Somebody who hands over their work, and the colleague who is asked."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from domain.access import Involvement
from domain.agreed_action import ActionSource, ActionWish
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.member import Role
from domain.stoplight import Colour
from services.agreed_action import agree_action
from services.hand_over import ask_to_take_over, open_to_hand_over
from services.hand_over_answer import accept_hand_over, open_asked_over
from services.hand_over_for import open_work_of
from services.held_work import HeldCounts
from tests.support.agenda_house import AgendaHouse, a_member
from tests.support.canaries import CANARY

AGENT, DEPUTY = MemberId("agent"), MemberId("deputy")
CODE = "KX7-Q42"
FAR = date(2026, 3, 16)


async def add_held_case(house: AgendaHouse) -> CaseId:
    """A case that the agent referred, has a place in and directs."""
    case = await house.add_case(CODE, Colour.ORANGE, 15, (), "agent", "nurse")
    async with house.work() as moment:
        kept = await moment.uow.cases.get(case)
        await moment.uow.cases.save(replace(kept, case_director=AGENT))
    return case


async def ask(
    house: AgendaHouse, receiver: str = "deputy", ticked: Collection[str] | None = None
) -> None:
    async with house.acting("agent") as ctx:
        await ask_to_take_over(ctx, await open_to_hand_over(ctx), MemberId(receiver), ticked)


async def accept(house: AgendaHouse, by: str = "deputy") -> HeldCounts:
    async with house.acting(by) as ctx:
        return await accept_hand_over(ctx, await open_asked_over(ctx, AGENT))


async def promise(house: AgendaHouse, case: CaseId, due_on: date = FAR) -> str:
    async with house.acting("sanne") as ctx:
        wish = ActionWish(what=CANARY, owner=AGENT, due_on=due_on, source=ActionSource.PLAN)
        return (await agree_action(ctx, await ctx.uow.cases.get(case), wish)).id


async def involvement(house: AgendaHouse, case: CaseId, member: MemberId) -> Involvement:
    async with house.reading() as moment:
        return await moment.uow.cases.involvement(case, member)


async def ask_for(house: AgendaHouse, by: str, giver: MemberId = AGENT) -> None:
    async with house.acting(by) as ctx:
        found = await open_work_of(ctx, giver, OrganisationId("police"))
        await ask_to_take_over(ctx, found, DEPUTY)


async def let_bea_administer(house: AgendaHouse) -> None:
    async with house.work() as moment:
        bea = a_member("Bea", OrganisationId("city"), Role.ADMINISTRATOR)
        await moment.uow.people.save_member(bea)
