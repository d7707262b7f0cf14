"""Outcome B over HTTP: two organisations are asked whether they may be named to the referrer, who
reads after the last day which said yes, and of the other nothing at all.
"""

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.journey import read_public
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import (
    AGREED,
    WEIGHING,
    Step,
    find_working_day,
    move_to_morning,
    refer,
    screen,
)
from tests.support.served import Served

ENQUIRY: tuple[Step, ...] = (
    (
        "Verder",
        {
            "partner_1": "om",
            "why_1": f"{CANARY}-90f woont daar.",
            "partner_2": "ggz",
            "why_2": f"{CANARY}-91f woont daar.",
        },
    ),
    ("Vragen", {}),
)
ANSWERS: tuple[Step, ...] = (
    WEIGHING[0],
    ("Verder", {"outcome": "involved_answer", **AGREED}),
    ("Verder", {"to_be_named": "om,ggz"}),
    ("Weging vastleggen", {}),
)


def tells(decision: str) -> tuple[Step, ...]:
    return (("Verder", {"decision": decision}), ("Antwoord vastleggen", {}))


async def enquire(cast: Cast, code: str) -> None:
    """Olga and gijs know the subject."""
    await (await cast["ina"].types(f"bevraag {code}", "Partner vragen")).goes_through(ENQUIRY)
    for who, organisation in (("olga", "om"), ("gijs", "ggz")):
        page = await cast["ina"].types(f"bevraag {code}", "Telefonisch antwoord")
        said = {"partner": organisation, "answer": "involved", "ground": "consent"}
        await page.goes_through((("Verder", said), ("Vastleggen", {})))
        assert who in cast.people


async def answer(cast: Cast, who: str, decision: str, code: str, says: Says) -> None:
    page = await cast[who].types("mijn", "Lezen en antwoorden")
    assert CANARY in page.words
    async with cast.only():
        receipt = await page.goes_through(tells(decision))
    assert says("involved_answer.kept", code=code) in receipt.words


@on_both_in_both_languages
async def test_the_referrer_reads_which_organisations_said_that_they_may_be_named(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "gijs", "olga", *COORDINATORS))
    piet, cora = cast["piet"], cast["cora"]
    code = await refer(piet)
    await screen(cast["ina"], code)
    says = await let_everybody_read(cast, database_url, language)
    await enquire(cast, code)
    page = await cora.types(f"weeg {code}")
    async with cast.only("piet"):
        await page.goes_through(ANSWERS)
    told = piet.newest(says("weighing.told", code=code))
    page = await told.presses("Lees de uitleg")
    assert "Openbaar Ministerie" not in page.words

    await answer(cast, "olga", "may_be_named", code, says)
    await answer(cast, "gijs", "rather_not", code, says)
    again = await cast["gijs"].types("mijn", "Antwoord terugnemen")
    assert says("involved_answer.heading") in again.words
    await answer(cast, "gijs", "rather_not", code, says)

    await move_to_morning(cast, await find_working_day(cast, 6))
    told = piet.newest(says("involved_answer.given"))
    page = await told.presses("Lees de uitleg")
    assert "Openbaar Ministerie" in page.words
    assert says("involved_answer.no_more_to_say") in page.words
    assert "GGZ" not in page.words
    page = await (await cora.types(f"casus {code}", "Dossier lezen")).presses("Weging")
    assert says("involved_answer.said") in page.words
    assert "GGZ" in page.words
    assert code not in await cast["gijs"].hears("mijn")
    expect_no_dutch(cast, language)
    assert CANARY not in read_public(bot)
