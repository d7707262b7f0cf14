"""Three partners are asked whether they know somebody, over HTTP: one knows nobody, one cannot
share, one asks to be called, knows them and contributes what they choose to.
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
from tests.support.journey_words import Step, find_working_day, move_to_morning, refer, screen
from tests.support.person import Screen
from tests.support.served import Served

PARTNERS = ("olga", "gijs", "vera")
WHY = f"{CANARY}-90f woont daar."
SAID = f"{CANARY}-92f slaapt in zijn auto."
LATER = f"{CANARY}-94f slaapt bij een vriend."
CONDITIONS = {"meant_for": "involved", "is_oral": "no", "stays_here": "no", "is_named": "yes"}
ASKING = {
    f"{name}_{number}": value
    for number, partner in enumerate(("om", "ggz", "veilig-thuis"), start=1)
    for name, value in (("partner", partner), ("why", WHY))
}


async def ask(cast: Cast, code: str, says: Says) -> None:
    page = await cast["ina"].types(f"bevraag {code}", "Partner vragen")
    receipt = await page.goes_through((("Verder", ASKING), ("Vragen", {})))
    assert says("enquiry.sent", code=code, number="3") in receipt.words


async def names(cast: Cast, name: str, says: Says) -> Screen:
    """The window with names, one press from the digest."""
    digest = cast[name].newest(says("enquiry.heading"))
    assert CANARY not in digest.words
    shown = await digest.presses("Antwoord geven")
    assert f"{CANARY}-01f Jan" in shown.words
    assert WHY not in shown.words
    return shown


async def contributes(cast: Cast, code: str, says: Says) -> None:
    """What vera knows, from what is her own, and then anew."""
    vera = cast["vera"]
    card = await (await vera.types("mijn")).presses("Bekijken")
    dialog = await (await card.presses("Bekijken")).presses("Iets bijdragen")
    card = await dialog.goes_through(tell(SAID))
    assert vera.all_with(says("contribution.done", code=code))
    again = await (await card.presses("Bekijken")).presses("Wijzigen")
    await again.goes_through(tell(LATER))
    assert vera.all_with(says("contribution.done_again", code=code))


def tell(said: str) -> tuple[Step, ...]:
    what = {"kind": "fact", "category": "housing", "said": said, "ground": "consent"}
    return (("Verder", what), ("Verder", CONDITIONS), ("Bijdrage vastleggen", {}))


@on_both_in_both_languages
async def test_who_knows_nobody_is_done_at_once_and_a_refusal_is_the_coordinators_to_know(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "rita", *PARTNERS, *COORDINATORS))
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    says = await let_everybody_read(cast, database_url, language)
    await ask(cast, code, says)
    await move_to_morning(cast, await find_working_day(cast, 1))

    # from the message two presses: see the names, and none is known
    done = await (await names(cast, "olga", says)).presses("Niemand bekend")
    assert says("enquiry.thanks") in done.words
    refused = await (await names(cast, "gijs", says)).presses("Antwoord geven")
    refused = await refused.presses("Kan niet delen")
    assert refused.words == done.words
    called = await (await names(cast, "vera", says)).presses("Antwoord geven")
    await called.presses("Bel mij")

    await move_to_morning(cast, await find_working_day(cast, 1))
    assert says("enquiry.news_call", code=code) in cast["ina"].newest(code).words
    page = await cast["ina"].types(f"bevraag {code}", "Telefonisch antwoord")
    said = {"partner": "veilig-thuis", "answer": "involved"}
    await page.goes_through((("Verder", said), ("Vastleggen", {})))
    page = await cast["dirk"].types(f"bevraag {code}")
    for answer in ("not_known", "cannot_share", "involved"):
        assert says(f"enquiry.said_{answer}") in page.words
    await contributes(cast, code, says)
    weighing = await cast["dirk"].types(f"weeg {code}")
    assert LATER in weighing.words
    assert SAID not in weighing.words
    assert says("enquiry.on_page") in weighing.words

    for who in ("olga", "gijs", "rita", "vera"):
        assert says("error.not_for_you") in await cast[who].hears(f"casus {code}")
    for who in ("olga", "gijs", "rita"):
        assert code not in await cast[who].hears("mijn")
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)
