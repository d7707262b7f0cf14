"""A partner contributes under conditions over HTTP; who is involved, who coordinates and who refers
each read what is theirs, until it is withdrawn. In messages there is a code only.
"""

import pytest

from domain.member import Language
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import find_working_day, move_to_morning
from tests.support.person import NoSuchButtonError
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
SAID = f"{CANARY}-91f slaapt in zijn auto."
WHAT = {"kind": "fact", "category": "housing", "said": SAID, "ground": "consent"}
CONDITIONS = {"meant_for": "involved", "is_oral": "no", "stays_here": "yes", "is_named": "yes"}


async def reads(cast: Cast, name: str, code: str) -> str:
    page = await cast[name].types(f"casus {code}", "Dossier lezen", "Bijdragen")
    await page.presses("Gelezen")
    return page.words


@on_both_in_both_languages
async def test_what_a_partner_contributes_is_read_within_its_conditions_until_it_is_withdrawn(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    dialog = await cast["gijs"].types(f"casus {code}", "Iets bijdragen")
    receipt = await dialog.goes_through(
        (("Verder", WHAT), ("Verder", CONDITIONS), ("Bijdrage vastleggen", {}))
    )
    assert says("contribution.done", code=code) in receipt.words
    async with cast.only("gijs", *COORDINATORS):
        await move_to_morning(cast, await find_working_day(cast, 1))
    told = says("contribution.row", code=code, organisation="GGZ Rivierland")
    assert told in cast["cora"].newest(code).words

    words = await reads(cast, "cora", code)
    assert SAID in words
    assert says("contribution.stays_here") in words
    words = await reads(cast, "piet", code)
    assert SAID not in words
    assert says("contribution.shows_supplier") in words

    page = await cast["gijs"].types(f"casus {code}", "Dossier lezen", "Bijdragen")
    dialog = await page.presses("Bijdrage intrekken")
    (asked,) = (part for part in walk(dialog.card) if part.get("id") == "which")
    which = {"which": asked["choices"][0]["value"]}
    receipt = await dialog.goes_through((("Verder", which), ("Intrekken", {})))
    assert says("contribution.withdrawn_done", code=code) in receipt.words
    words = await reads(cast, "cora", code)
    assert SAID not in words
    assert says("contribution.shows_withdrawn") in words
    with pytest.raises(NoSuchButtonError):
        await cast["ina"].types(f"casus {code}", "Iets bijdragen")
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
