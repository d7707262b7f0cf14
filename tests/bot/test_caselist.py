import re
from dataclasses import replace

import pytest

from bot.turns.replies import Instead
from cards.kit import Frame
from cards.page import ReceiptView
from domain.access import CaseState
from domain.errors import NotAllowedError
from domain.identifiers import MemberId
from services.access import RefusedError
from services.caselist import CASES_ON_A_PAGE, NoCaseChosenError
from services.inbox import INBOX_ROWS
from tests.support.canaries import CANARY
from tests.support.cards import buttons, texts
from tests.support.desk import (
    card_of,
    page_of,
    presses,
    read_page,
    screen_of,
    types,
    value_of,
)
from tests.support.judging_house import (
    JudgingHouse,
)

CHOSEN = {"case": "KX7-Q42"}


async def test_the_list_shows_why_and_opens_the_colour_of_the_case_that_was_chosen(
    judging_house: JudgingHouse,
):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "iris", "lijst"))
    assert "🔴 ROOD · KX7-Q42" in texts(card)
    assert CANARY not in texts(card)
    why = await presses(judging_house, "iris", buttons(card)["Waarom deze kleur?"], CHOSEN)
    assert f"{CANARY} dreigt." in read_page(why)
    assert "Kleur wijzigen" not in buttons(card)
    directors = card_of(await types(judging_house, "sanne", "list"))
    page = await presses(judging_house, "sanne", buttons(directors)["Kleur wijzigen"], CHOSEN)
    assert value_of(page_of(page), "colour") == "red"


async def test_a_chosen_case_is_shown_and_leads_back_to_the_list(judging_house: JudgingHouse):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "iris", "lijst"))
    shown = await presses(judging_house, "iris", buttons(card)["Casus bekijken"], CHOSEN)
    assert isinstance(shown, Instead)
    assert "Casus KX7-Q42" in texts(card_of(shown))
    back = await presses(judging_house, "iris", buttons(card_of(shown))["Terug"])
    assert card_of(back) == card


async def test_on_a_list_of_one_line_there_is_nothing_to_choose(judging_house: JudgingHouse):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "sanne", "lijst"))
    shown = await presses(judging_house, "sanne", buttons(card)["Casus bekijken"])
    assert "Casus KX7-Q42" in texts(card_of(shown))


async def test_a_button_without_a_choice_says_to_choose_first(judging_house: JudgingHouse):
    await judging_house.take_up()
    await judging_house.take_up("MV3-T81")
    card = card_of(await types(judging_house, "sanne", "lijst"))
    for title in ("Casus bekijken", "Waarom deze kleur?", "Kleur wijzigen"):
        with pytest.raises(NoCaseChosenError):
            await presses(judging_house, "sanne", buttons(card)[title])


@pytest.mark.parametrize("typed", ["AA0-A00", "nonsense", "\x00", "kx7-q42; drop"])
async def test_what_was_never_on_the_list_is_refused_like_what_does_not_exist(
    judging_house: JudgingHouse, typed: str
):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "sanne", "lijst"))
    for title in ("Casus bekijken", "Waarom deze kleur?", "Kleur wijzigen"):
        with pytest.raises(NotAllowedError):
            await presses(judging_house, "sanne", buttons(card)[title], {"case": typed})


async def test_the_buttons_of_the_list_are_the_coordinators(judging_house: JudgingHouse):
    await judging_house.take_up()
    card = card_of(await types(judging_house, "sanne", "lijst"))
    for title in ("Casus bekijken", "Waarom deze kleur?", "Kleur wijzigen"):
        with pytest.raises(RefusedError):
            await presses(judging_house, "agent", buttons(card)[title], CHOSEN)
    with pytest.raises(RefusedError):
        await presses(judging_house, "iris", buttons(card)["Kleur wijzigen"], CHOSEN)


async def test_after_reading_why_the_same_page_of_the_list_comes_back(judging_house: JudgingHouse):
    for number in range(CASES_ON_A_PAGE + 1):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState.TAKEN_UP)
    first = card_of(await types(judging_house, "iris", "lijst"))
    second = card_of(await presses(judging_house, "iris", buttons(first)["Volgende"]))
    chosen = {"case": f"KX7-Q{CASES_ON_A_PAGE}"}
    why = page_of(
        await presses(judging_house, "iris", buttons(second)["Waarom deze kleur?"], chosen)
    )
    back = await presses(judging_house, "iris", why.buttons[0].press)
    assert isinstance(back, Instead)
    assert card_of(back) == second
    in_window = await presses(judging_house, "iris", why.buttons[0].press, frame=Frame.TASK_MODULE)
    assert isinstance(screen_of(in_window), ReceiptView)


@pytest.mark.parametrize(
    ("word", "state", "fitting"),
    [("lijst", "TAKEN_UP", CASES_ON_A_PAGE), ("postvak", "SUBMITTED", INBOX_ROWS)],
)
async def test_a_long_card_turns_its_page_in_place(
    judging_house: JudgingHouse, word: str, state: str, fitting: int
):
    for number in range(fitting + 1):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState[state])
    card = card_of(await types(judging_house, "iris", word))
    turned = await presses(judging_house, "iris", buttons(card)["Volgende"])
    assert isinstance(turned, Instead)
    assert "Bladzijde 2 van 2" in texts(card_of(turned))


async def list_several(house: JudgingHouse) -> None:
    """Two red cases of which one is directed, and one without a colour."""
    await house.take_up("KX7-Q42")
    directed = await house.take_up("MV3-T81")
    await house.refer("RT6-C13", CaseState.TAKEN_UP)
    async with house.database.work() as uow:
        case = await uow.cases.get(directed.id)
        await uow.cases.save(replace(case, case_director=MemberId("nurse")))


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("lijst rood", ["KX7-Q42", "MV3-T81"]),
        ("list red", ["KX7-Q42", "MV3-T81"]),
        ("lijst Rood, zonder casusregisseur.", ["KX7-Q42"]),
        ("list without case director and red", ["KX7-Q42"]),
        ("lijst te laat", []),
        ("lijst graag", ["RT6-C13", "KX7-Q42", "MV3-T81"]),
        ("lijst oudste eerst", ["KX7-Q42", "MV3-T81", "RT6-C13"]),
        ("list prioritised", []),
    ],
)
async def test_words_behind_the_command_choose_and_sort(
    judging_house: JudgingHouse, typed: str, codes: list[str]
):
    await list_several(judging_house)
    read = texts(card_of(await types(judging_house, "iris", typed)))
    found = [line for line in read.splitlines() if "-" in line and " · " in line]
    assert [re.findall(r"[A-Z]{2}\d-[A-Z]\d\d", line)[0] for line in found] == codes


@pytest.mark.parametrize("typed", ["lijst paars", "list Jan de Vries uit Rivierstad"])
async def test_an_unknown_word_is_answered_with_the_words_there_are_and_not_repeated(
    judging_house: JudgingHouse, typed: str
):
    await list_several(judging_house)
    reply = await types(judging_house, "iris", typed)
    assert isinstance(reply, tuple)
    said = reply[0].message.text
    assert said.startswith("De lijst kent niet alle woorden die u typte.")
    assert "rood, oranje, groen, te laat, zonder casusregisseur" in said
    assert "op volgorde, op kleur, op datum of oudste eerst" in said
    assert typed.rsplit(maxsplit=1)[-1] not in said


async def test_a_page_keeps_what_is_chosen_and_a_button_takes_it_away(judging_house: JudgingHouse):
    for number in range(CASES_ON_A_PAGE + 1):
        await judging_house.refer(f"KX7-Q{number:02}", CaseState.TAKEN_UP)
    await judging_house.take_up("MV3-T81")
    first = card_of(await types(judging_house, "iris", "lijst zonder afspraak oudste"))
    assert "Gekozen: zonder afspraak – 32 van 32." in texts(first)
    second = card_of(await presses(judging_house, "iris", buttons(first)["Volgende"]))
    assert "Gekozen: zonder afspraak" in texts(second)
    red = card_of(await presses(judging_house, "iris", buttons(second)["🔴 ROOD"]))
    assert "Gekozen: 🔴 ROOD en zonder afspraak – 1 van 32." in texts(red)
    shown = await presses(judging_house, "iris", buttons(red)["Casus bekijken"])
    assert "Casus MV3-T81" in texts(card_of(shown))
    back = card_of(await presses(judging_house, "iris", buttons(card_of(shown))["Terug"]))
    assert back == red
    whole = card_of(await presses(judging_house, "iris", buttons(back)["Alles tonen"]))
    assert "Gekozen" not in texts(whole)
