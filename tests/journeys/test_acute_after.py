"""In an acute session and the days after it, over HTTP: facts and agreements on one page, the
closing, the minutes for who came, the question how it is, and the criteria before the weighing.
"""

from datetime import time, timedelta

import pytest

from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_words import (
    board_of,
    convene,
    explain_criteria,
    find_working_day,
    invitation_of,
    report_acute,
)
from tests.support.served import Served

FACT = f"{CANARY}-61f"
DAY = timedelta(days=1)


@pytest.fixture
async def cast(cast: Cast) -> Cast:
    """Everybody of the house, on duty."""
    await cast.move_to_duty_hours()
    return cast


async def test_what_is_said_in_a_session_lives_on_after_it(bot: Served, cast: Cast) -> None:
    cora, piet = cast["cora"], cast["piet"]
    code = await report_acute(cast["wim"])
    await convene(cora, code)
    await invitation_of(piet).presses("Ik kom")
    await invitation_of(cast["olga"]).presses("Ik kom")
    await write_the_page(cast)
    await close(cast, code)
    await read_the_minutes(cast)
    await say_how_it_is(cast, code)
    await explain_and_weigh(cast, code)
    assert CANARY not in read_everything(bot)


async def write_the_page(cast: Cast) -> None:
    """Cora writes facts and an agreement for Piet; the board comes back in its place."""
    page = await board_of(cast["cora"]).presses("Feiten en besluiten")
    due_on = (await find_working_day(cast, 2)).isoformat()
    promise = {"what_1": f"{CANARY}-62f bellen", "owner_1": "piet", "due_on_1": due_on}
    await page.goes_through(
        (
            ("Verder", {"facts": f"Politie: {FACT} is aangehouden", "more_0": "yes"}),
            ("Verder", {**promise, "more_1": "no"}),
            ("Opslaan", {}),
        )
    )


async def close(cast: Cast, code: str) -> None:
    page = await board_of(cast["cora"]).presses("Spoedoverleg sluiten")
    assert "bij de weging" in page.words
    # what was put down before is not asked again
    assert f"{CANARY}-62f bellen" in page.words
    receipt = await page.goes_through((("Verder", {"more_0": "no"}), ("Spoedoverleg sluiten", {})))
    assert "stelt het verslag vast" in receipt.words
    assert "U heeft 1 afspraak." in cast["piet"].newest("afspraken staan klaar").words
    # who came and promised nothing has no part in the case any more
    assert code not in (await cast["olga"].types("mijn")).words


async def read_the_minutes(cast: Cast) -> None:
    concept = await (await cast["cora"].types("mijn")).presses("Verslag lezen")
    assert f"Politie: {FACT} is aangehouden" in concept.words
    approved = await concept.presses("Verslag vaststellen")
    assert "is vastgesteld" in approved.words
    read = await (await cast["olga"].types("mijn")).presses("Verslag lezen")
    assert "spoedoverleg" in read.words
    assert FACT in read.words
    await read.presses("Gelezen")
    assert "Verslag lezen" not in (await cast["vera"].types("mijn")).words


async def say_how_it_is(cast: Cast, code: str) -> None:
    """Asked of Cora a day later; she says nothing, and Dirk answers in her stead."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    asked_at = await cast.bot.now() + DAY
    await cast.move_to(calendar.next_duty_moment(asked_at, read_pretend_house().duty.hours))
    await cast.bot.advance(60)
    assert "Er staat nog 1 afspraak open." in cast["cora"].newest(code, "hoe staat het?").words
    await cast.move_to(await cast.bot.now() + timedelta(hours=4, minutes=1))
    await cast.move_to_duty_hours()
    question = cast["dirk"].newest(code, "hoe staat het?")
    answered = await question.presses("Er is nog werk")
    assert "Dirk" in answered.words
    assert "Er is nog werk" in cast["cora"].newest(code, "hoe staat het?").words


async def explain_and_weigh(cast: Cast, code: str) -> None:
    """The digest asks Wim; until he explains, who weighs reads that it lacks."""
    lacking = await cast["cora"].types(f"weeg {code}")
    assert "ontbreekt nog" in lacking.words
    await (await lacking.presses("Stoppen")).presses("Weggooien")
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    day = await find_working_day(cast, 1)
    await cast.move_to(calendar.moment(day, time(8, 32)))
    mine = await cast["wim"].types("mijn")
    assert "Licht de vier criteria toe" in mine.words
    await explain_criteria(cast["wim"])
    weighing = await cast["cora"].types(f"weeg {code}")
    assert "ontbreekt nog" not in weighing.words
    assert f"{CANARY}-63f voldoet." in weighing.words
    await (await weighing.presses("Stoppen")).presses("Weggooien")
