"""A reporter reports, thinks better of it and withdraws; partners answer and take it back; and a
session that runs ends only when its process director says so. Over HTTP.
"""

import re

import pytest

from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import Cast
from tests.support.journey_words import (
    NEW_SUBJECT,
    REPORT,
    board_of,
    code_in,
    convene,
    invitation_of,
    name_deputy,
    report_acute,
)
from tests.support.person import Person, Screen
from tests.support.served import Served

WITHDRAWN = (("Verder", {"why": f"{CANARY}-45f is opgenomen."}), ("Melding intrekken", {}))
CALLED_OFF = (("Verder", {"why": f"{CANARY}-46f is veilig."}), ("Spoedoverleg afzeggen", {}))
# what somebody presses to report: three pages, and once they are read over
MOST_PRESSES = 4


@pytest.fixture
async def cast(cast: Cast) -> Cast:
    """Everybody of the house, on duty."""
    await cast.move_to_duty_hours()
    return cast


def undo_of(screen: Screen) -> str:
    """The button that undoes an answer, with the time until which it can."""
    found = re.search(r"Ongedaan maken \(kan tot \d\d:\d\d\)", screen.words)
    assert found, screen.words
    return found[0]


async def withdraw(reporter: Person) -> Screen:
    page = await reporter.newest("Acute melding", "Melding intrekken").presses("Melding intrekken")
    assert "Direct gevaar? Bel 112." in page.words
    return await page.goes_through(WITHDRAWN)


async def test_a_report_and_an_answer_are_taken_back_and_who_was_told_hears_so_once(
    bot: Served, cast: Cast
) -> None:
    await a_report_that_waits_is_withdrawn(cast)
    code = await report_acute(cast["wim"])
    await convene(cast["cora"], code)
    await partners_take_their_answers_back(cast)
    await its_director_calls_the_session_off(cast, code)
    assert CANARY not in read_everything(bot)


async def a_report_that_waits_is_withdrawn(cast: Cast) -> None:
    wim, cora = cast["wim"], cast["cora"]
    duty, *_, questions = await wim.says("<quote>agenda</quote> – Piet Politie acuut")
    assert "Direct gevaar? Bel 112." in duty.words
    assert "Cora Coordinator" in duty.words
    assert len(REPORT) <= MOST_PRESSES
    code = code_in(await questions.goes_through(REPORT))
    report = cora.newest("Gemeld door", code)
    assert code in (await wim.says("mijn"))[-1].words
    assert "ingetrokken" in (await withdraw(wim)).words
    heard = cora.all_with(f"Acute melding {code} is ingetrokken")
    assert len(heard) == 1
    await heard[0].presses("Openen")
    read = await cora.newest("Gemeld door", code).presses("Wie is dit? Lees de melding")
    assert f"{CANARY}-45f is opgenomen." in read.words
    await read.presses("Gelezen")
    again = await report.presses("Ik behandel dit")
    assert "al gedaan, door Wim" in again.told
    assert "ingetrokken" in (await wim.says("mijn"))[-1].words


async def partners_take_their_answers_back(cast: Cast) -> None:
    piet, gijs, olga = cast["piet"], cast["gijs"], cast["olga"]
    old = invitation_of(piet)
    cannot = await old.presses("Kan niet")
    hidden = await old.presses("Wie is dit?")
    assert NEW_SUBJECT["name"] not in hidden.words
    asked = await cannot.presses(undo_of(cannot))
    assert "Kunt u komen?" in asked.words
    named = await asked.presses("Wie is dit?")
    assert NEW_SUBJECT["name"] in named.words
    await named.presses("Gelezen")
    unknown = await invitation_of(gijs).presses("Niet bekend bij onze organisatie")
    dropped = await unknown.presses("Ja, niet bekend")
    assert "Kunt u komen?" in (await dropped.presses(undo_of(dropped))).words
    await name_deputy(olga)
    left = invitation_of(olga)
    assert "Een collega komt in uw plaats" in left.words
    assert "Kunt u komen?" in (await left.presses(undo_of(left))).words
    assert "Een collega doet dit" in invitation_of(cast["otto"]).words
    comes = await invitation_of(piet).presses("Ik kom")
    assert "Uw antwoord: komt." in comes.words


async def its_director_calls_the_session_off(cast: Cast, code: str) -> None:
    wim, cora, piet = cast["wim"], cast["cora"], cast["piet"]
    assert "beslist of dat doorgaat" in (await withdraw(wim)).words
    told = cora.newest(f"Acute melding {code} is ingetrokken", "Spoedoverleg afzeggen")
    assert "De melder heeft de melding ingetrokken" in board_of(cora).words
    assert "Uw antwoord: komt." in invitation_of(piet).words
    refused = await told.before(piet).presses("Spoedoverleg afzeggen")
    assert "niet voor u" in refused.told
    page = await told.presses("Spoedoverleg afzeggen")
    assert "is afgezegd" in (await page.goes_through(CALLED_OFF)).words
    for name in ("piet", "gijs", "olga"):
        assert len(cast[name].all_with(f"Het spoedoverleg {code} gaat niet door")) == 1
    assert "is afgezegd" in invitation_of(piet).words
    assert "gaat niet door" in wim.newest("Acute melding", code).words
    assert "Het spoedoverleg is afgezegd" in cora.newest(f"Spoedoverleg {code}").words
