"""Outcome A over HTTP: an organisation is asked to take a case on and says no, another says yes
itself, and only then the referrer hears; names are in windows only.
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
from tests.support.journey_words import AGREED, WEIGHING, Step, refer, screen
from tests.support.served import Served

NO = f"{CANARY}-93f woont elders."
TELLS_NO: tuple[Step, ...] = (
    ("Verder", {"decision": "no", "reason": NO}),
    ("Antwoord vastleggen", {}),
)
TELLS_YES: tuple[Step, ...] = (("Verder", {"decision": "yes"}), ("Antwoord vastleggen", {}))


def taken_on_by(organisation: str) -> tuple[Step, ...]:
    return (
        WEIGHING[0],
        ("Verder", {"outcome": "not_taken_up", **AGREED}),
        ("Verder", {"taken_on_by": organisation}),
        ("Weging vastleggen", {}),
    )


@on_both_in_both_languages
async def test_an_organisation_takes_a_case_on_when_it_says_yes_itself(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "gijs", "olga", *COORDINATORS))
    piet, cora, gijs, olga = (cast[one] for one in ("piet", "cora", "gijs", "olga"))
    code = await refer(piet)
    await screen(cast["ina"], code)
    says = await let_everybody_read(cast, database_url, language)
    page = await (await cora.types(f"weeg {code}")).goes_through(taken_on_by("ggz"))
    assert says("takeover.asked", code=code) in page.words
    assert says("takeover.heading") not in await olga.hears("mijn")

    page = await gijs.types("mijn", "Lezen en antwoorden")
    assert CANARY in page.words
    assert says("takeover.declined", code=code) in (await page.goes_through(TELLS_NO)).words
    assert code not in await gijs.hears("mijn")

    page = await cora.types("mijn", "Opnieuw wegen")
    assert NO in page.words
    async with cast.only():
        await page.goes_through(taken_on_by("om"))
    page = await olga.types("mijn", "Lezen en antwoorden")
    async with cast.only("piet"):
        assert says("takeover.accepted", code=code) in (await page.goes_through(TELLS_YES)).words
    page = await piet.newest(says("weighing.told", code=code)).presses("Lees de uitleg")
    assert "Openbaar Ministerie" in page.words
    assert "Olga Openbaar" in page.words
    assert code not in await olga.hears("mijn")
    expect_no_dutch(cast, language)
    assert CANARY not in read_everything(bot)
