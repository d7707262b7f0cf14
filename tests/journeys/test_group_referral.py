"""Three people are referred together over HTTP, screened and asked about on one page, and whoever
referred them gets one answer. In messages and lists there is no name.
"""

import re
from typing import Final

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.journey import read_public
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import AGREED, REFERRAL, canary
from tests.support.person import Screen, words_of
from tests.support.served import Served

PEOPLE: Final = "\n".join(
    f"{canary(60 + one, 'Sam')}; 0{one + 1}-03-2009; {canary(70 + one, 'woont bij oma.')}"
    for one in range(3)
)
FITS: Final = {"judgement": "fits", "reason": canary(80, "past."), **AGREED}
NO_FIT: Final = {"judgement": "does_not_fit", "reason": canary(81, "past niet."), **AGREED}
WHY: Final = {"partner_1": "ggz", "why_1": canary(82, "woont daar.")}


async def refers_three(cast: Cast) -> tuple[str, list[str]]:
    page = await cast["piet"].types("aanmelden", "Een groep aanmelden")
    wrong = await page.presses("Verder", people=f"{PEOPLE}\nSam")
    assert "Regel 4: de geboortedatum ontbreekt." in wrong.words
    receipt = await wrong.goes_through((("Verder", {"people": PEOPLE}), *REFERRAL[1:]))
    [mark] = set(re.findall(r"G-\d{5}", receipt.words))
    codes = re.findall(r"\b[A-Z]{2}\d-[A-Z]\d{2}\b", receipt.words)
    assert len(codes) == len(set(codes)) == PEOPLE.count("\n") + 1
    return mark, codes


async def opens(cast: Cast, name: str, mark: str) -> Screen:
    """The window of the group, from the one line that stands for it."""
    card = await cast[name].types("postvak")
    assert mark in card.words
    return await card.presses("Groep bekijken")


async def screens(cast: Cast, mark: str, *codes: str) -> None:
    page = await (await opens(cast, "ina", mark)).presses("Groep screenen")
    assert page.words.count(canary(3)) == 1
    [chosen] = [one["choices"] for one in walk(page.card) if one.get("id") == "chosen"]
    ticked = {one["value"] for one in chosen if one["title"].split(" · ")[0] in codes}
    said = {**FITS, "chosen": ",".join(sorted(ticked))}
    await page.goes_through((("Verder", said), ("Vastleggen", {})))


@on_both_in_both_languages
async def test_three_people_are_referred_once_and_answered_once(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "gijs", *COORDINATORS))
    mark, codes = await refers_three(cast)
    says = await let_everybody_read(cast, database_url, language)
    assert mark in await cast["piet"].hears("mijn")
    await screens(cast, mark, *codes[:2])
    page = await cast["ina"].types(f"bevraag {mark.lower()}")
    asked = await page.goes_through((("Verder", WHY), ("Vragen", {})))
    assert says("group_referral.enquired", mark=mark, questions="2") in asked.words
    await _ends(cast, says, mark, codes)
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)


async def _ends(cast: Cast, says: Says, mark: str, codes: list[str]) -> None:
    """The last one does not fit, and the others are withdrawn: the one answer comes."""
    page = await (await opens(cast, "ina", mark)).presses("Groep screenen")
    assert codes[0] not in page.words
    await page.goes_through((("Verder", NO_FIT), ("Vastleggen", {})))
    assert says("group_referral.news_answered", mark=mark) not in _told(cast)
    window = await (await cast["piet"].types("mijn")).presses("Bekijken")
    sure = await window.presses("Alles intrekken")
    withdrawn = await sure.presses("Ja, intrekken")
    assert says("group_referral.withdrawn", mark=mark) in withdrawn.words
    await cast.bot.quiet()
    assert says("group_referral.news_answered", mark=mark) in _told(cast)


def _told(cast: Cast) -> str:
    return words_of(cast["piet"].cards)
