"""A partner is taken out of a case over HTTP and refused the same minute, at every door; a case
without a director is named until somebody accepts.
"""

from domain.member import Language
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_public
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import AGREED
from tests.support.person import words_of
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)


async def involve_again(cast: Cast, code: str, says: Says) -> None:
    page = await cast["dirk"].types(f"casus {code}", "Partner betrekken")
    why = {"partner": "gijs", "why_involved": f"{CANARY}-85f is terug in zorg."}
    receipt = await page.goes_through((("Verder", {**why, **AGREED}), ("Betrekken", {})))
    assert says("case_circle.involved", name="Gijs Geest", code=code) in receipt.words


@on_both_in_both_languages
async def test_a_partner_who_is_taken_out_is_refused_the_same_minute_at_every_door(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    gijs, dirk = cast["gijs"], cast["dirk"]
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    card = await gijs.types(f"casus {code}")
    draft = await card.presses("Bespreking vragen")
    draft = await draft.presses("Verder", wish_reason=f"{CANARY}-83f is weg.")

    page = await dirk.types(f"casus {code}", "Partner uit de casus")
    gone = (
        ("Verder", {"place": "gijs", "why_removed": f"{CANARY}-84f is uit zorg."}),
        ("Uit de casus halen", {}),
    )
    done = await page.goes_through(gone)
    assert says("case_circle.removed", name="Gijs Geest") in done.words

    await bot.quiet()
    assert says("joining.card_taken") in words_of(gijs.cards)
    assert code not in words_of(gijs.cards)
    assert says("error.not_for_you") in await gijs.hears(f"casus {code}")
    for refused in (
        await card.presses("Wie is dit?"),
        await card.presses("Bespreking vragen"),
        await draft.presses("Bespreking vragen"),
    ):
        assert says("error.not_for_you") in refused.told
        assert CANARY not in refused.told
    assert code not in await gijs.hears("mijn")

    await involve_again(cast, code, says)
    assert code in (await gijs.types(f"casus {code}")).words
    # the page of the pretend house that was refused stays as gijs wrote it, for gijs
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)


@on_both_in_both_languages
async def test_a_case_without_a_director_is_named_until_somebody_accepts(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    gijs, dirk, ina = cast["gijs"], cast["dirk"], cast["ina"]
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    without = f"1 {says('caselist.mark_undirected')}"
    assert without in await ina.hears("lijst")
    page = await gijs.types("mijn", "Antwoorden")
    declined = await page.goes_through(
        (
            ("Verder", {"decision": "decline", "why_not": f"{CANARY}-86f kent mij."}),
            ("Antwoord geven", {}),
        )
    )
    assert says("case_director.declined", code=code) in declined.words
    assert without in await ina.hears("lijst")
    page = await dirk.types(f"casus {code}", "Casusregisseur vragen")
    assert f"{CANARY}-86f kent mij." in page.words
    await page.goes_through((("Verder", {"director": "piet"}), ("Vragen", {})))
    page = await cast["piet"].types("mijn", "Antwoorden")
    accepted = await page.goes_through((("Verder", {"decision": "accept"}), ("Antwoord geven", {})))
    assert says("case_director.accepted", code=code) in accepted.words
    assert without not in await ina.hears("lijst")
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


@on_both_in_both_languages
async def test_a_partner_that_is_needed_no_more_and_promised_nothing_is_out(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=(*PEOPLE, "vera"))
    vera, cora = cast["vera"], cast["cora"]
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    asked = {"colour": "red", "colour_reason": f"{CANARY}-87f.", "required": "politie,veilig-thuis"}
    page = await cora.types(f"kleur {code} rood")
    await page.goes_through((("Verder", asked), ("Verder", AGREED), ("Kleur vastleggen", {})))
    card = await vera.types(f"casus {code}")
    assert code in card.words

    page = await cora.types(f"kleur {code} rood")
    await page.goes_through(
        (("Verder", {**asked, "required": "politie"}), ("Kleur vastleggen", {}))
    )
    await bot.quiet()
    assert says("error.not_for_you") in await vera.hears(f"casus {code}")
    assert says("error.not_for_you") in (await card.presses("Wie is dit?")).told
    assert says("joining.card_taken") in words_of(vera.cards)
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)
