"""A partner is taken out of a case over HTTP and refused the same minute, at every door; a case
without a director is named until somebody accepts.
"""

from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import on_both, read_everything, read_public
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import AGREED
from tests.support.person import words_of
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
NOT_FOR_YOU = "niet voor u"


async def involve_again(cast: Cast, code: str) -> None:
    page = await cast["dirk"].types(f"casus {code}", "Partner betrekken")
    why = {"partner": "gijs", "why_involved": f"{CANARY}-85f is terug in zorg."}
    receipt = await page.goes_through((("Verder", {**why, **AGREED}), ("Betrekken", {})))
    assert "is betrokken bij" in receipt.words


@on_both
async def test_a_partner_who_is_taken_out_is_refused_the_same_minute_at_every_door(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    gijs, dirk = cast["gijs"], cast["dirk"]
    code = await bring_to_the_list(cast, "piet")
    card = await gijs.types(f"casus {code}")
    draft = await card.presses("Bespreking vragen")
    draft = await draft.presses("Verder", wish_reason=f"{CANARY}-83f is weg.")

    page = await dirk.types(f"casus {code}", "Uit de casus")
    gone = (
        ("Verder", {"place": "gijs", "why_removed": f"{CANARY}-84f is uit zorg."}),
        ("Uit de casus halen", {}),
    )
    assert "doet niet meer mee" in (await page.goes_through(gone)).words

    await bot.quiet()
    assert "niet meer van u" in words_of(gijs.cards)
    assert code not in words_of(gijs.cards)
    assert NOT_FOR_YOU in await gijs.hears(f"casus {code}")
    for refused in (
        await card.presses("Wie is dit?"),
        await card.presses("Bespreking vragen"),
        await draft.presses("Bespreking vragen"),
    ):
        assert NOT_FOR_YOU in refused.told
        assert CANARY not in refused.told
    assert code not in await gijs.hears("mijn")

    await involve_again(cast, code)
    assert code in (await gijs.types(f"casus {code}")).words
    # the page of the pretend house that was refused stays as gijs wrote it, for gijs
    assert CANARY not in read_public(bot)


async def test_a_case_without_a_director_is_named_until_somebody_accepts(bot: Served) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    gijs, dirk, ina = cast["gijs"], cast["dirk"], cast["ina"]
    code = await bring_to_the_list(cast, "piet")
    without = "1 casus zonder casusregisseur"
    assert without in await ina.hears("lijst")
    page = await gijs.types("mijn", "Antwoorden")
    declined = await page.goes_through(
        (
            ("Verder", {"decision": "decline", "why_not": f"{CANARY}-86f kent mij."}),
            ("Antwoord geven", {}),
        )
    )
    assert f"U bent geen casusregisseur van {code}" in declined.words
    assert without in await ina.hears("lijst")
    page = await dirk.types(f"casus {code}", "Casusregisseur vragen")
    assert f"{CANARY}-86f kent mij." in page.words
    await page.goes_through((("Verder", {"director": "piet"}), ("Vragen", {})))
    page = await cast["piet"].types("mijn", "Antwoorden")
    accepted = await page.goes_through((("Verder", {"decision": "accept"}), ("Antwoord geven", {})))
    assert f"U bent casusregisseur van {code}" in accepted.words
    assert without not in await ina.hears("lijst")
    assert CANARY not in read_everything(bot)
