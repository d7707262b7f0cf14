"""A coordinator asks another house whether it knows the subject of a case, over HTTP: first only
who it is, then more with the agreement of who supplied it. Coordinators read it, partners do not.
"""

from domain.member import Language
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.person import Screen
from tests.support.served import Served

HOUSE = {"outside": "house.oeverdal", "answer": "known"}
RIEC = {"outside": "partnership.riec", "answer": "not_known"}
SHARED = {"categories": "housing,health"}


async def asks(cast: Cast, code: str) -> Screen:
    return await cast["cora"].types(f"casus {code}", "Elders navragen")


async def reads(cast: Cast, name: str, code: str, *turns: str) -> str:
    page = await cast[name].types(f"casus {code}", "Dossier lezen", *turns)
    await page.presses("Gelezen")
    return page.words


@on_both_in_both_languages
async def test_who_was_asked_elsewhere_and_what_was_shared_is_for_coordinators_to_read(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("gijs", "piet", *COORDINATORS))
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    finish = ("Navraag vastleggen", {})
    receipt = await (await asks(cast, code)).goes_through((("Verder", RIEC), finish))
    assert says("known_check.done", code=code) in receipt.words

    page = await (await asks(cast, code)).goes_through((("Verder", HOUSE), ("Verder", SHARED)))
    assert says("known_check.supplier_not_agreed") in page.words
    agreed = {**SHARED, "agreed": "ggz"}
    receipt = await page.goes_through((("Verder", agreed), finish))
    assert says("known_check.nothing_sent") in receipt.words

    words = await reads(cast, "cora", code, "Betrokken partners", "Elders nagevraagd")
    for key in ("contribution.of_health", "known_check.only_identity"):
        assert says(key) in words
    assert "GGZ Rivierland" in words
    assert "RIEC Lindewaard" in words
    assert "RIEC" not in await reads(cast, "gijs", code, "Betrokken partners")
    assert "RIEC" not in read_everything(bot)
    expect_no_dutch(cast, language)
