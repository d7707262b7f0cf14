"""Agreement over HTTP: who is named as having agreed confirms it or contradicts it on one card, by
code; a process director settles what is contradicted with a mandate of the register.
"""

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import SCREENING_BY_NAME, Step, refer, screen
from tests.support.served import Served

SETTLES: tuple[Step, ...] = (
    ("Verder", {"way": "instead", "mandate": "M-2026-2"}),
    ("Vastleggen", {}),
)


@on_both_in_both_languages
async def test_an_organisation_contradicts_that_it_agreed_and_a_director_settles_it(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "olga", *COORDINATORS))
    piet, cora, olga = (cast[one] for one in ("piet", "cora", "olga"))
    code = await refer(piet)
    await screen(cast["ina"], code, SCREENING_BY_NAME)
    says = await let_everybody_read(cast, database_url, language)

    card = await (await piet.types("mijn")).presses("Bekijken")
    assert says("confirmation.heading") in card.words
    said = await card.presses("Klopt")
    assert says("confirmation.confirmed") in said.words
    assert says("confirmation.heading") not in await piet.hears("mijn")

    card = await (await olga.types("mijn")).presses("Bekijken")
    assert code in card.words
    async with cast.only():
        said = await card.presses("Klopt niet")
    assert says("confirmation.contradicted") in said.words
    said = await (await said.presses("Terugnemen")).presses("Klopt niet")
    assert says("confirmation.contradicted") in said.words

    page = await cora.types("mijn", "Oplossen")
    assert "Olga Openbaar" in page.words
    assert CANARY not in page.words
    assert says("confirmation.settled") in (await page.goes_through(SETTLES)).words
    assert says("confirmation.doubt_heading") not in await cora.hears("mijn")
    expect_no_dutch(cast, language)
    assert CANARY not in read_everything(bot)
