"""Two referrals of one person become one case over HTTP: a director asks it, a second member
confirms it; who referred one of them reads their own code, and nothing of the other.
"""

from datetime import time

from domain.member import Language
from services.calendar import calendar_of
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import COORDINATORS, Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import AGREED, find_working_day, refer
from tests.support.person import Step
from tests.support.served import Served

UNKNOWN = "AA0-A00"
MERGING: tuple[Step, ...] = (
    ("Verder", {"merge_reason": f"{CANARY}-51f heeft twee namen.", **AGREED}),
    ("Samenvoegen", {}),
)
CONFIRMING: tuple[Step, ...] = (
    ("Verder", {"decision": "confirm"}),
    ("Besluit vastleggen", {}),
)


@on_both_in_both_languages
async def test_two_cases_of_one_person_become_one(
    bot: Served, cast: Cast, database_url: str, language: Language
) -> None:
    code = await bring_to_the_list(cast, "piet")
    async with cast.only("vera", *COORDINATORS):
        old = await refer(cast["vera"])
    says = await let_everybody_read(cast, database_url, language)
    async with cast.only("cora"):
        chosen = await cast["cora"].types(f"casus {old}", "Samenvoegen")
        assert says("case.title", code=code) in chosen.words
        page = await chosen.presses("Samenvoegen")
        asked = await page.goes_through(MERGING)
    assert says("merging.asked", goes=old, stays=code) in asked.words
    renamed = says("merging.renamed", old=old, code=code)
    assert renamed not in (await cast["ina"].types(f"casus {old}")).words
    async with cast.only("ina"):
        look = await cast["ina"].types("mijn", "Bekijken")
        assert f"{CANARY}-51f heeft twee namen." in look.words
        done = await look.goes_through(CONFIRMING)
    assert says("merging.done", goes=old, stays=code) in done.words
    await find_the_old_code(cast, old, code, says)
    await hear_in_the_digest(cast, old, code, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


async def find_the_old_code(cast: Cast, old: str, code: str, says: Says) -> None:
    renamed = says("merging.renamed", old=old, code=code)
    for name in ("cora", "ina", "gijs"):
        assert renamed in (await cast[name].types(f"casus {old}")).words, name
    for name in ("piet", "olga"):
        heard = [(await cast[name].types(f"casus {one}")).words for one in (old, UNKNOWN)]
        assert heard[0] == heard[1], name
    mine = (await cast["vera"].types(f"casus {old}")).words
    assert says("case_state.taken_up") in mine
    assert old in (await cast["vera"].types("mijn")).words
    for text in (mine, (await cast["vera"].types("mijn")).words):
        assert code not in text


async def hear_in_the_digest(cast: Cast, old: str, code: str, says: Says) -> None:
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    tomorrow = await find_working_day(cast, 1)
    for minute in (26, 31):
        await cast.move_to(calendar.moment(tomorrow, time(8, minute)))
    heading = says("merging.renamed_heading")
    assert says("merging.is_now", was=old, code=code) in cast["gijs"].newest(heading).words
    own = cast["vera"].newest(old, says("case_state.taken_up")).words
    assert code not in own
