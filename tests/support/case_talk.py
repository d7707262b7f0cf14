"""A conversation about a referral that is in the house already: what happened to it before, what is
answered, and what is kept of it.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from domain.access import CaseState
from domain.case import Case
from domain.referral import Criterion
from domain.screening import Screening
from domain.weighing import Weighing
from services.seen_case import SeenCase
from tests.support.agenda_house import CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.conversation import Conversation
from tests.support.judging_house import JudgingHouse, open_for_judging

AGREED = {"agreed": f"{POLICE},{CITY}", "agreed_how": "telephone"}
FITS = {"judgement": "fits", "reason": f"{CANARY} raakt zorg en straf.", **AGREED}
ALL_MET = {f"judged_{one}": "met" for one in Criterion}

Act = Callable[[JudgingHouse], Awaitable[SeenCase]]


class Kept(NamedTuple):
    """What the house keeps of a case."""

    case: Case
    screening: Screening | None
    weighing: Weighing | None


async def happened(talk: Conversation, act: Act) -> SeenCase:
    async with talk.house() as house:
        return await act(await open_for_judging(house))


async def submitted(house: JudgingHouse) -> SeenCase:
    return await house.refer()


async def purpose_tested(house: JudgingHouse) -> SeenCase:
    return await house.refer(state=CaseState.PURPOSE_TESTED)


async def taken_up(house: JudgingHouse) -> SeenCase:
    return await house.take_up()


async def kept(talk: Conversation, seen: SeenCase) -> Kept:
    async with talk.at_desk() as (_, ctx):
        return Kept(
            await ctx.uow.cases.get(seen.id),
            await ctx.uow.weighings.last_screening(seen.id),
            await ctx.uow.weighings.get(seen.id),
        )
