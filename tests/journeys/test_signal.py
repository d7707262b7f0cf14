"""A signal over HTTP: what names somebody is refused, who supplied something reads it and does not
object, a process director hands it over, and who gets it hears nothing from the bot.
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
from tests.support.journey_words import Step, refer, screen
from tests.support.served import Served

# in no language of ours, so that a Dutch word in English is found
FINDING = "Oeverdal 6x, 22:00"
TO = {
    "name": "Oeverdal BV",
    "function": "manager",
    "way": "letter",
    "address": "Kade 12",
}
TESTED = {"basis": "WGS 1.7(2)", "tested_on": "2026-02-02", "reference": "RAC 2026-4"}


def writes(code: str, finding: str) -> tuple[Step, ...]:
    return (
        ("Verder", {"codes": code, "finding": finding}),
        ("Verder", TO),
        ("Verder", TESTED),
        ("Om bezwaar vragen", {}),
    )


@on_both_in_both_languages
async def test_a_finding_without_persons_is_handed_over_when_no_supplier_objects(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", *COORDINATORS))
    piet, ina, cora = cast["piet"], cast["ina"], cast["cora"]
    code = await refer(piet)
    await screen(ina, code)
    says = await let_everybody_read(cast, database_url, language)
    page = await (await ina.types("signaal")).goes_through(writes(code, f"{FINDING} {CANARY}"))
    assert says("signal.holds_name") in page.words
    page = await page.presses("Wijzig")
    page = await page.goes_through((("Verder", {"finding": FINDING}), ("Om bezwaar vragen", {})))
    assert says("signal.sent") in page.words

    page = await piet.types("mijn", "Lezen")
    assert FINDING in page.words
    assert CANARY not in page.words
    said = ({"says": "no_objection"}, {})
    page = await page.goes_through((("Verder", said[0]), ("Antwoorden", said[1])))
    assert says("signal.said_no_objection") in page.words

    page = await cora.types("mijn", "Lezen")
    assert says("signal.to_hand_over_letter") in page.words
    handed = {"on": str(await bot.today()), "way": "letter", "to": "manager"}
    page = await page.goes_through(
        (("Verder", {"next": "hand_over"}), ("Verder", handed), ("Versturen", {}))
    )
    assert says("signal.handed_over") in page.words
    page = await cora.types(f"casus {code}", "Dossier lezen", "Weging")
    assert FINDING in page.words
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
