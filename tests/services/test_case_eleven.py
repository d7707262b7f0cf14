"""Example case 11: two brothers whose plans touch, and whose five years are nearly over. Both stand
on one draft as linked; each is kept longer by itself, when who referred it agrees.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.agenda import draw_agenda
from domain.access import Action
from domain.colour import ColourWish
from domain.extension import SupplierSays
from domain.stoplight import Colour
from services.access import find_case
from services.agenda.approval import view_agenda
from services.linked_case import link_cases
from services.seen_case import SeenCase
from services.weighing import TakingUp
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, card_of, texts
from tests.support.extension_house import ask, end_of, night, say
from tests.support.judging_house import TAKE_UP, JudgingHouse
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

ELDEST, YOUNGEST = "VC7-N19", "VC7-N27"
BROTHERS = f"De broers van {CANARY}: wat de een doet, raakt de ander."
ORANGE = ColourWish(
    colour=Colour.ORANGE, reason=f"{CANARY} wordt bedreigd.", minutes=20, required=(POLICE,)
)
FORM = replace(TAKE_UP, taking_up=TakingUp(involved=(CARE,), colour=ORANGE))


@pytest.fixture
async def brothers(judging_house: JudgingHouse) -> tuple[SeenCase, SeenCase]:
    eldest = await judging_house.take_up(ELDEST, FORM)
    youngest = await judging_house.take_up(YOUNGEST, FORM)
    async with judging_house.acting("iris") as ctx:
        await link_cases(ctx, await find_case(ctx, Action.LINK_CASE, ELDEST), YOUNGEST, BROTHERS)
    return eldest, youngest


@pytest.mark.usefixtures("brothers")
async def test_both_stand_on_one_draft_and_it_says_that_they_are_linked_and_not_why(
    judging_house: JudgingHouse,
):
    await judging_house.tick(CUT_OFF_AT)
    async with judging_house.acting("sanne") as ctx:
        shown = texts(card_of(draw_agenda(a_kit(), await view_agenda(ctx, THE_MEETING))))
    (line,) = [one for one in shown.splitlines() if "Gekoppelde casussen" in one]
    assert {ELDEST, YOUNGEST} <= set(line.replace(".", "").split())
    assert CANARY not in shown


async def test_each_is_kept_longer_by_itself_and_only_when_who_referred_it_agrees(
    judging_house: JudgingHouse, brothers: tuple[SeenCase, SeenCase]
):
    eldest, youngest = brothers
    ends_on = await end_of(judging_house, ELDEST)
    judging_house.now += ends_on - judging_house.now.date() - timedelta(days=150)
    for one, says in ((eldest, SupplierSays.LONGER), (youngest, SupplierSays.NO_LONGER)):
        await ask(judging_house, one)
        await say(judging_house, one, "agent", says)
    assert await night(judging_house, eldest, ends_on)
    assert not await night(judging_house, youngest, ends_on)
    assert await end_of(judging_house, ELDEST) == ends_on.replace(year=ends_on.year + 2)
