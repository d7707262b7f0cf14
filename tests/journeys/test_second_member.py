"""Cora refers, screens and weighs the same case, over HTTP: it counts once Dirk confirms."""

from datetime import time, timedelta

import pytest

from domain.member import Language
from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import SCREENING, WEIGHING, find_working_day, refer
from tests.support.person import NoSuchButtonError
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
DAY = timedelta(days=1)


async def next_morning(cast: Cast) -> None:
    """When everybody has read the digest of the next working day."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    await cast.move_to(calendar.moment(await find_working_day(cast, 1), time(8, 32)))


@on_both_in_both_languages
async def test_one_member_does_not_refer_screen_and_weigh_alone(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    cora, dirk, gijs = cast["cora"], cast["dirk"], cast["gijs"]
    code = await refer(cora)
    says = await let_everybody_read(cast, database_url, language)
    await (await cora.types(f"casus {code}", "Screenen")).goes_through(SCREENING)
    page = await cora.types(f"weeg {code}")
    assert says("second_member.needed_from") in page.words
    receipt = await page.goes_through(WEIGHING)
    assert says("second_member.asked", code=code) in receipt.words
    assert code not in await gijs.hears("mijn")

    await next_morning(cast)
    mine = await dirk.types("mijn")
    assert says("second_member.row", code=code, name="Cora Coordinator") in mine.words
    page = await mine.presses("Weging lezen")
    assert WEIGHING[2][1]["colour_reason"] in page.words
    declined = await page.goes_through(
        (
            ("Verder", {"decision": "decline", "reason": f"{CANARY}-81f mist."}),
            ("Besluit vastleggen", {}),
        )
    )
    assert says("second_member.declined", code=code) in declined.words

    await next_morning(cast)
    again = await (await cora.types("mijn")).presses("Opnieuw wegen")
    assert f"{CANARY}-81f mist." in again.words
    await again.goes_through(WEIGHING)
    with pytest.raises(NoSuchButtonError):
        await cora.types("mijn", "Weging lezen")
    page = await dirk.types("mijn", "Weging lezen")
    confirmed = await page.goes_through(
        (("Verder", {"decision": "confirm"}), ("Besluit vastleggen", {}))
    )
    assert f"{code}: {says('weighing.outcome_taken_up')}" in confirmed.words
    assert code in await gijs.hears("mijn")
    assert cora.newest(says("weighing.told", code=code))
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
