"""Beside a decision on the page of a case stands what the organisations say that agreed to it."""

from cards.case_page import lay_out_case_page
from domain.case_page import CaseLeaf
from domain.confirmation import ConfirmationAnswer
from services.case_leaves import WeighingLeaf
from services.case_page import read_case_page
from services.confirmation_settling import open_contested, settle_with
from services.consent import Consent
from services.seen_case import SeenCase
from tests.services.test_confirmation import only, says, weighed
from tests.support.judging_house import TAKE_UP, JudgingHouse


async def lines(house: JudgingHouse, seen: SeenCase, at: CaseLeaf, who: str = "sanne") -> str:
    async with house.acting(who) as ctx:
        return repr(lay_out_case_page(await read_case_page(ctx, seen.id, at)))


async def test_at_the_weighing_stands_whether_each_confirmed(judging_house: JudgingHouse):
    seen = await weighed(judging_house, form=TAKE_UP)
    assert "confirmation.state_waiting" in await lines(judging_house, seen, CaseLeaf.WEIGHING)
    await says(judging_house, seen, ConfirmationAnswer.CONFIRMED)
    assert "confirmation.state_confirmed" in await lines(judging_house, seen, CaseLeaf.WEIGHING)


async def test_what_came_instead_stands_beside_what_was_contradicted(judging_house: JudgingHouse):
    seen = await weighed(judging_house, form=TAKE_UP)
    await says(judging_house, seen, ConfirmationAnswer.CONTRADICTED)
    assert "confirmation.state_contradicted" in await lines(judging_house, seen, CaseLeaf.WEIGHING)
    one = await only(judging_house, seen)
    async with judging_house.acting("sanne") as ctx:
        await settle_with(ctx, await open_contested(ctx, one.id), Consent(mandate="M-12"))
    shown = await lines(judging_house, seen, CaseLeaf.WEIGHING)
    assert "confirmation.state_settled" in shown
    assert "M-12" in shown


async def test_at_a_place_stands_what_is_said_of_the_agreement_to_it(judging_house: JudgingHouse):
    seen = await weighed(judging_house, form=TAKE_UP)
    assert "confirmation.state_waiting" in await lines(judging_house, seen, CaseLeaf.CIRCLE)


async def test_the_referrer_reads_nothing_of_who_agreed(judging_house: JudgingHouse):
    seen = await weighed(judging_house)
    async with judging_house.acting("agent") as ctx:
        leaf = (await read_case_page(ctx, seen.id, CaseLeaf.WEIGHING)).leaf
    assert isinstance(leaf, WeighingLeaf)
    assert leaf.said == ()


async def test_a_director_who_calls_early_puts_it_down_from_the_page_until_it_is_answered(
    judging_house: JudgingHouse,
):
    seen = await weighed(judging_house, form=TAKE_UP)
    button = f"confirmation.note', subject='{(await only(judging_house, seen)).id}'"
    assert button in await lines(judging_house, seen, CaseLeaf.WEIGHING)
    for who in ("iris", "agent"):
        assert button not in await lines(judging_house, seen, CaseLeaf.WEIGHING, who)
    await says(judging_house, seen, ConfirmationAnswer.CONFIRMED)
    assert "confirmation.note'" not in await lines(judging_house, seen, CaseLeaf.WEIGHING)
