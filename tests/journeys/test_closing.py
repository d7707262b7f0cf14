"""A case leaves over HTTP: who was involved reads that, and from then on it does not exist; until
two coordinators open it again.
"""

from collections.abc import Collection
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
from tests.support.journey_words import AGREED, TAKING_UP, find_working_day
from tests.support.person import Step
from tests.support.served import Served

UNKNOWN = "AA0-A00"
CLOSING: tuple[Step, ...] = (
    ("Verder", {"leaving_reason": "right_care", "explanation": f"{CANARY} is stabiel."}),
    ("Verder", {"watched_by": "ggz", "informed_by": "gijs", **AGREED}),
    ("Casus afsluiten", {}),
)


@on_both_in_both_languages
async def test_a_case_leaves_and_reads_as_one_that_never_was_until_it_is_reopened(
    bot: Served, cast: Cast, database_url: str, language: Language
) -> None:
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    # what stands about the case in the chat of who had a place is replaced
    async with cast.only("cora", "piet"):
        page = await cast["cora"].types(f"sluit {code}")
        done = await page.goes_through(CLOSING)
        assert says("closing.done_closed", code=code) in done.words
    await is_shielded(cast, code, says)
    await hears_that_it_is_closed(cast, code, says)
    await is_reopened(cast, code, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


async def is_shielded(cast: Cast, code: str, says: Says, waits: Collection[str] = ()) -> None:
    """A code of a case that left reads like one that never was, to everybody."""
    for name in ("cora", "ina", "gijs", "piet"):
        heard = [(await cast[name].types(f"casus {one}")).words for one in (code, UNKNOWN)]
        assert heard[0] == heard[1], name
        assert (code in (await cast[name].types("mijn")).words) == (name in waits)
    for word in ("kleur", "weeg", "sluit", "pauzeer", "terug"):
        assert says("error.not_for_you") in (await cast["cora"].types(f"{word} {code}")).words
    assert code not in (await cast["ina"].types("lijst")).words


async def hears_that_it_is_closed(cast: Cast, code: str, says: Says) -> None:
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    tomorrow = await find_working_day(cast, 1)
    for minute in (26, 31):
        await cast.move_to(calendar.moment(tomorrow, time(8, minute)))
    for name in ("piet", "gijs"):
        assert says("closing.row", code=code) in cast[name].newest(says("closing.heading")).words


async def is_reopened(cast: Cast, code: str, says: Says) -> None:
    why = {"reopening_reason": f"{CANARY} valt terug."}
    colour = {one: TAKING_UP[one] for one in ("colour", "colour_reason", "minutes", "required")}
    async with cast.only("cora"):
        page = await cast["cora"].types(f"heropen {code}")
        assert f"{CANARY} is stabiel." in page.words
        who_agreed = await page.presses("Verder", **why, **colour)
        review = await who_agreed.presses("Verder", **AGREED)
        asked = await review.presses("Bevestiging vragen")
    assert "Ina" in asked.words
    await is_shielded(cast, code, says, waits={"cora", "ina"})
    async with cast.only("ina"):
        look = await cast["ina"].types("mijn", "Lezen en beslissen")
        assert f"{CANARY} valt terug." in look.words
        page = await look.presses("Verder", decision="confirm")
        done = await page.presses("Besluit vastleggen")
        assert says("reopening.done", code=code) in done.words
    assert code in (await cast["ina"].types("lijst")).words
    assert says("case_state.taken_up") in (await cast["piet"].types(f"casus {code}")).words
