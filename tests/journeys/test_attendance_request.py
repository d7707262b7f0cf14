"""Komt u? Partners of a red case are asked beforehand, over HTTP, with time moved by hand."""

from datetime import timedelta

import pytest

from domain.schedule import Occurrence
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import (
    AGREED,
    agree_to_direct,
    approve,
    canary,
    find_working_day,
    move_to_morning,
    refer,
    screen,
    take_up,
)
from tests.support.person import Screen
from tests.support.served import Served

HOUR = timedelta(hours=1)
ASKED = "Komt u naar het overleg van"
RED = {
    "colour_reason": canary(25, "dreigt weer."),
    "minutes": "30",
    "required": "veilig-thuis,om,rvdk",
}


@pytest.fixture
async def cast(bot: Served) -> Cast:
    """A red case of three partners, in the week after the first meeting."""
    cast = await gather_cast(bot, only=(*COORDINATORS, "piet", "vera", "olga", "rita", "gijs"))
    await cast.bot.advance(1)
    await cast.move_to((await cast.next_meeting()).starts_at)
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await agree_to_direct(cast["gijs"], code)
    page = await cast["cora"].types(f"kleur {code} rood")
    await page.goes_through((("Verder", RED), ("Verder", AGREED), ("Kleur vastleggen", {})))
    await move_to_morning(cast, await find_working_day(cast, 1))  # who was involved reads it
    return cast


async def ask(cast: Cast) -> Occurrence:
    """Let the moment come at which the partners are asked: Monday at nine."""
    meeting = await cast.next_meeting()
    async with cast.only("vera", "olga", "rita"):
        await cast.move_to(meeting.cut_off_at - 27 * HOUR)
    return meeting


def question(cast: Cast, name: str) -> Screen:
    return cast[name].all_with(ASKED)[0]


def draft(cast: Cast) -> str:
    return cast["cora"].newest("Concept").words


async def test_yes_no_and_silence_stand_in_the_draft(cast: Cast) -> None:
    meeting = await ask(cast)
    answered = await question(cast, "vera").presses("Ja, ik kom")
    assert "Uw antwoord: u komt." in answered.words
    answered = await question(cast, "olga").presses("Nee, er komt niemand")
    assert "van uw organisatie komt niemand" in answered.words

    async with cast.only("rita"):  # who said nothing, and nobody else
        await cast.move_to(meeting.cut_off_at - 3 * HOUR)
    await cast.move_to(meeting.cut_off_at)
    shown = draft(cast)
    assert "Veilig Thuis Rivierland komt" in shown
    assert "Openbaar Ministerie komt niet" in shown
    assert "Raad voor de Kinderbescherming nog geen antwoord" in shown
    assert "Openbaar Ministerie kan niet bij dit overleg zijn." in shown
    assert "Er staat geen casus op deze agenda." in shown

    async with cast.only(*COORDINATORS):
        changed = await question(cast, "olga").presses("Iemand anders van mijn organisatie")
        assert "een collega komt" in changed.words
        await cast.bot.advance(1)
        await cast.bot.quiet()
    assert "Openbaar Ministerie komt met een collega" in draft(cast)
    assert "30 min" in draft(cast)


async def test_an_answer_by_telephone_is_recorded_and_the_partner_reads_it(cast: Cast) -> None:
    meeting = await ask(cast)
    await cast.move_to(meeting.cut_off_at)
    page = await cast["ina"].newest("Concept").presses("Antwoord van een partner vastleggen")
    said = {"organisation": "veilig-thuis", "answer": "comes"}
    receipt = await page.goes_through((("Verder", said), ("Vastleggen", {})))
    assert "Het antwoord is vastgelegd" in receipt.words
    assert "Uw antwoord: u komt." in question(cast, "vera").words
    await cast.bot.advance(1)
    await cast.bot.quiet()
    assert "Veilig Thuis Rivierland komt" in draft(cast)


async def test_a_no_after_approval_moves_nothing_and_is_told_once(cast: Cast) -> None:
    meeting = await ask(cast)
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    # the meeting is the day after tomorrow: they read it in the morning
    async with cast.only():
        await question(cast, "vera").presses("Nee, er komt niemand")
    await cast.move_to(meeting.cut_off_at + 21 * HOUR)
    digest = cast["dirk"].newest("Een partner kan niet bij een casus").words
    assert "Veilig Thuis Rivierland kan niet bij" in digest
    await cast.move_to(meeting.posts_at)
    await question(cast, "vera").presses("Ja, ik kom")
    async with cast.only(*COORDINATORS):
        await question(cast, "vera").presses("Nee, er komt niemand")
    assert "Veilig Thuis Rivierland kan niet bij" in cast["dirk"].newest("een partner kan").words


async def test_once_the_meeting_began_an_answer_is_refused_in_words(cast: Cast) -> None:
    meeting = await ask(cast)
    await cast.move_to(meeting.starts_at)
    refused = await question(cast, "vera").presses("Ja, ik kom")
    assert "het overleg is begonnen" in refused.told


async def test_another_may_not_answer_for_who_was_asked(cast: Cast) -> None:
    await ask(cast)
    refused = await question(cast, "vera").before(cast["piet"]).presses("Ja, ik kom")
    assert "niet voor u" in refused.told
