"""Example case 11: two brothers whose plans touch, and whose five years are nearly over. Both stand
on one draft as linked; each is kept longer only when everybody who supplied to that case agrees.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.agenda import draw_agenda
from domain.access import Action
from domain.colour import ColourWish
from domain.extension import NotAllAgreeError
from domain.identifiers import MemberId
from domain.stoplight import Colour
from services.access import find_case
from services.agenda.approval import view_agenda
from services.extension import extend_case, list_suppliers
from services.linked_case import link_cases
from services.retention import view_end
from services.seen_case import SeenCase
from services.weighing import TakingUp
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.cards import a_kit, card_of, texts
from tests.support.extensions import AN_EXTENSION
from tests.support.judging_house import AGREED, TAKE_UP, JudgingHouse
from tests.support.meetings import CUT_OFF_AT, THE_MEETING
from tests.support.referrals import REFERRAL

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


async def test_each_is_kept_longer_by_itself_and_only_when_all_who_supplied_to_it_agree(
    judging_house: JudgingHouse, brothers: tuple[SeenCase, SeenCase]
):
    eldest, _ = brothers
    async with judging_house.work() as moment:
        await moment.uow.cases.save_referral(
            eldest.id, REFERRAL, MemberId("sanne"), judging_house.now
        )
    five_months = timedelta(days=150)
    async with judging_house.acting("sanne") as ctx:
        (row,) = (await view_end(ctx, ELDEST)).page.items
    ends_on = row.end.goes_on
    judging_house.now += ends_on - judging_house.now.date() - five_months
    later = replace(AN_EXTENSION.form, goes_on=ends_on.replace(year=ends_on.year + 2))
    async with judging_house.acting("sanne") as ctx:
        permit = await find_case(ctx, Action.EXTEND_CASE, ELDEST)
        asked = frozenset(one.id for one in await list_suppliers(ctx, permit))
        assert asked == {POLICE, CARE, CITY}
        with pytest.raises(NotAllAgreeError):
            await extend_case(ctx, permit, replace(later, suppliers=asked - {CARE}), AGREED)
        await extend_case(ctx, permit, replace(later, suppliers=asked), AGREED)
    async with judging_house.acting("sanne") as ctx:
        ends = {
            code: (await view_end(ctx, code)).page.items[0].end.goes_on
            for code in (ELDEST, YOUNGEST)
        }
    assert ends == {ELDEST: later.goes_on, YOUNGEST: ends_on}
