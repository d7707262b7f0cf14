import pytest

from bot.turns.replies import Instead
from domain.access import CaseState
from tests.support.canaries import CANARY
from tests.support.cards import buttons, texts
from tests.support.desk import (
    card_of,
    page_of,
    presses,
    read_page,
    types,
    value_of,
)
from tests.support.judging_house import (
    JudgingHouse,
)


async def test_the_list_shows_why_and_opens_the_colour(judging_house: JudgingHouse):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "iris", "lijst"))
    assert "🔴 ROOD" in texts(card)
    assert CANARY not in texts(card)
    why = await presses(judging_house, "iris", buttons(card)["Waarom deze kleur?"])
    assert f"{CANARY} dreigt." in read_page(why)
    assert "Kleur wijzigen" not in buttons(card)
    directors = card_of(await types(judging_house, "sanne", "list"))
    page = await presses(judging_house, "sanne", buttons(directors)["Kleur wijzigen"])
    assert value_of(page_of(page), "colour") == "red"


@pytest.mark.parametrize(("word", "state"), [("lijst", "TAKEN_UP"), ("postvak", "SUBMITTED")])
async def test_a_long_card_turns_its_page_in_place(
    judging_house: JudgingHouse, word: str, state: str
):
    for number in range(11):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState[state])
    card = card_of(await types(judging_house, "iris", word))
    turned = await presses(judging_house, "iris", buttons(card)["Volgende"])
    assert isinstance(turned, Instead)
    assert "Bladzijde 2 van 2" in texts(card_of(turned))
