"""After an acute session it is asked whether the subject was informed, over HTTP: not yet with a
ground and a day, asked again on that day, nobody answers, every director is asked, informed.
"""

from datetime import date, time, timedelta

import pytest

from domain.member import Language
from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import board_of, convene, find_working_day, report_acute
from tests.support.person import Screen
from tests.support.served import Served

ASKED = "informing.heading"


@pytest.fixture
async def cast(cast: Cast) -> Cast:
    """Everybody of the house, on duty."""
    await cast.move_to_duty_hours()
    return cast


@on_both_in_both_languages
async def test_whether_a_subject_was_informed_is_asked_until_somebody_says_so(
    bot: Served, cast: Cast, database_url: str, language: Language
) -> None:
    code = await report_acute(cast["wim"])
    await convene(cast["cora"], code)
    page = await board_of(cast["cora"]).presses("Spoedoverleg sluiten")
    await page.goes_through((("Verder", {"more_0": "no"}), ("Spoedoverleg sluiten", {})))
    says = await let_everybody_read(cast, database_url, language)
    await to_the_digest(cast, await find_working_day(cast, 1))
    asked_on = await not_yet(cast, code, says)
    await to_the_digest(cast, asked_on)
    assert code in cast["cora"].newest(says(ASKED)).words
    # said once, and who it concerns is not named
    assert says(ASKED) not in (await cast["dirk"].types("mijn")).words
    for _ in range(3):
        await to_the_digest(cast, await find_working_day(cast, 1))
    await to_the_digest(cast, asked_on + timedelta(weeks=2))
    assert code in cast["dirk"].newest(says(ASKED)).words
    await informed(cast, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


async def not_yet(cast: Cast, code: str, says: Says) -> date:
    """Cora finds it in mijn and says why not yet; for three days she is not asked."""
    page = await opens(cast, "cora", says)
    page = await page.presses("Verder", informed="not_yet")
    on = await find_working_day(cast, 5)
    why = {"ground": "investigation", "why": f"{CANARY}-70f gaat voor", "review_on": on.isoformat()}
    receipt = await (await page.presses("Verder", **why)).presses("Vastleggen")
    assert says("informing.kept", code=code) in receipt.words
    assert says(ASKED) not in (await cast["cora"].types("mijn")).words
    return on


async def informed(cast: Cast, says: Says) -> None:
    """Dirk reads what Cora said, and that ends it for both."""
    page = await opens(cast, "dirk", says)
    assert f"{CANARY}-70f gaat voor" in page.words
    page = await page.presses("Verder", informed="informed")
    receipt = await (await page.presses("Verder", informer="Politie")).presses("Vastleggen")
    assert says("informing.done") in receipt.words
    for name in ("cora", "dirk"):
        assert says(ASKED) not in (await cast[name].types("mijn")).words


async def opens(cast: Cast, name: str, says: Says) -> Screen:
    mine = await cast[name].types("mijn")
    assert says(ASKED) in mine.words
    return await mine.presses("Vastleggen")


async def to_the_digest(cast: Cast, on: date) -> None:
    """To just after the digest of a day."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    for minute in (26, 31):
        await cast.move_to(calendar.moment(on, time(8, minute)))
