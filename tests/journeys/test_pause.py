"""A case rests, is asked about on its day and comes back, over HTTP; who keeps a place in it reads
only that it rests.
"""

from datetime import time

from services.calendar import calendar_of
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import on_both, read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_words import TAKING_UP, find_working_day
from tests.support.served import Served

DUE = "De pauze is om"


@on_both
async def test_a_case_rests_is_asked_about_and_comes_back(bot: Served, cast: Cast) -> None:
    code = await bring_to_the_list(cast, "piet")
    review_on = await find_working_day(cast, 6)
    why = {"pause_reason": f"{CANARY} is opgenomen.", "review_on": review_on.isoformat()}
    async with cast.only("cora"):
        page = await cast["cora"].types(f"pauzeer {code}")
        done = await (await page.presses("Verder", **why)).presses("Pauze vastleggen")
    assert f"{code} is gepauzeerd tot" in done.words
    async with cast.only("gijs", "ina"):
        assert "is gepauzeerd. Wij bekijken" in (await cast["gijs"].types(f"casus {code}")).words
        mine = await cast["gijs"].types("mijn")
        assert f"{code}: opnieuw bekijken op" in mine.words
        assert code not in (await cast["ina"].types("lijst")).words
    calendar = calendar_of(read_pretend_house(), await bot.now())
    for minute in (26, 31):
        await cast.move_to(calendar.moment(review_on, time(8, minute)))
    assert code in cast["cora"].newest(DUE).words
    assert code in cast["dirk"].newest(DUE).words
    await come_back(cast, code)
    assert CANARY not in read_everything(bot)


async def come_back(cast: Cast, code: str) -> None:
    colour = {one: TAKING_UP[one] for one in ("colour", "colour_reason", "minutes", "required")}
    async with cast.only():
        card = await cast["cora"].newest(DUE).presses("Openen")
        page = await card.presses("Terug op de lijst")
        assert f"{CANARY} is opgenomen." in page.words
        done = await (await page.presses("Verder", **colour)).presses("Terug op de lijst")
    assert f"{code} staat weer op de lijst" in done.words
    async with cast.only("gijs", "ina"):
        assert "Procesregie loopt" in (await cast["gijs"].types(f"casus {code}")).words
        assert code in (await cast["ina"].types("lijst")).words
