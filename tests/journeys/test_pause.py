"""A case rests, is asked about on its day and comes back, over HTTP; who keeps a place in it reads
only that it rests.
"""

from datetime import time

from domain.member import Language
from services.calendar import calendar_of
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import TAKING_UP, find_working_day
from tests.support.served import Served


@on_both_in_both_languages
async def test_a_case_rests_is_asked_about_and_comes_back(
    bot: Served, cast: Cast, database_url: str, language: Language
) -> None:
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    review_on = await find_working_day(cast, 6)
    why = {"pause_reason": f"{CANARY} is opgenomen.", "review_on": review_on.isoformat()}
    async with cast.only("cora"):
        page = await cast["cora"].types(f"pauzeer {code}")
        done = await (await page.presses("Verder", **why)).presses("Pauze vastleggen")
    assert says("pause.done", code=code) in done.words
    async with cast.only("gijs", "ina"):
        rests = await cast["gijs"].types(f"casus {code}")
        assert says("pause.rests", code=code) in rests.words
        mine = await cast["gijs"].types("mijn")
        assert says("pause.row", code=code) in mine.words
        assert code not in (await cast["ina"].types("lijst")).words
    calendar = calendar_of(read_pretend_house(), await bot.now())
    for minute in (26, 31):
        await cast.move_to(calendar.moment(review_on, time(8, minute)))
    for name in ("cora", "dirk"):
        assert code in cast[name].newest(says("pause.due_heading")).words
    await come_back(cast, code, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


async def come_back(cast: Cast, code: str, says: Says) -> None:
    colour = {one: TAKING_UP[one] for one in ("colour", "colour_reason", "minutes", "required")}
    async with cast.only():
        card = await cast["cora"].newest(says("pause.due_heading")).presses("Openen")
        page = await card.presses("Terug op de lijst")
        assert f"{CANARY} is opgenomen." in page.words
        done = await (await page.presses("Verder", **colour)).presses("Terug op de lijst")
    assert says("pause.back", code=code) in done.words
    async with cast.only("gijs", "ina"):
        again = await cast["gijs"].types(f"casus {code}")
        assert says("case_state.taken_up") in again.words
        assert code in (await cast["ina"].types("lijst")).words
