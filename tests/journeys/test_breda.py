"""The story the house began with, over HTTP: the police refer six youths at once, partners say what
they know, regular help is enough for two, two go on in process direction, and what links the last
two is passed on to an institution that hears no name. Whoever referred them gets one answer.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.hands import Hand
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import Says, expect_no_dutch, let_everybody_read
from tests.support.journey_words import (
    REFERRAL,
    WEIGHING,
    Step,
    canary,
    find_working_day,
    move_to_morning,
)
from tests.support.person import Screen, words_of
from tests.support.served import serve
from tests.support.teams import StandInTeams

CODE: Final = r"\b[A-Z]{2}\d-[A-Z]\d{2}\b"
PARTNERS: Final = ("olga", "gijs", "vera", "rens")
PEOPLE: Final = "\n".join(
    f"{canary(60 + one, 'Sam')}; 0{one + 1}-03-2009; {canary(70 + one, 'spijbelt.')}"
    for one in range(6)
)
MANDATE: Final = {"mandate": "M-2026-2"}
FITS: Final = {"judgement": "fits", "reason": canary(80, "past."), **MANDATE}
ASKED: Final = {
    f"{name}_{number}": value
    for number, partner in enumerate(("om", "ggz", "veilig-thuis", "reclassering"), start=1)
    for name, value in (("partner", partner), ("why", canary(81, "woont daar.")))
}
SAID: Final = canary(82, "slaapt op straat.")
WHAT: Final = {"kind": "fact", "category": "housing", "said": SAID, "ground": "consent"}
ONLY_WEIGHED: Final = {
    "meant_for": "coordinators",
    "is_oral": "no",
    "stays_here": "yes",
    "is_named": "yes",
}
TAKEN_ON: Final[tuple[Step, ...]] = (
    WEIGHING[0],
    ("Verder", {"outcome": "not_taken_up", **MANDATE}),
    ("Verder", {"taken_on_by": "reclassering"}),
    ("Weging vastleggen", {}),
)
TAKEN_UP: Final[tuple[Step, ...]] = (
    WEIGHING[0],
    ("Verder", {"outcome": "taken_up", **MANDATE}),
    *WEIGHING[2:],
)
TO_SIGNAL: Final[tuple[Step, ...]] = (
    WEIGHING[0],
    ("Verder", {"outcome": "signal", **MANDATE}),
    ("Verder", {"advice": canary(83, "wij geven een signaal.")}),
    ("Weging vastleggen", {}),
)
YES: Final[tuple[Step, ...]] = (("Verder", {"decision": "yes"}), ("Antwoord vastleggen", {}))
# in no language of ours, so that a Dutch word in English is found
FINDING: Final = "Oeverdal 6x, 22:00"
INSTITUTION: Final = {
    "name": "Oeverdal BV",
    "function": "manager",
    "way": "letter",
    "address": "Kade 12",
}
TESTED: Final = {"basis": "WGS 1.7(2)", "tested_on": "2026-02-02", "reference": "RAC 2026-4"}


async def refers_six(cast: Cast) -> tuple[str, list[str]]:
    page = await cast["piet"].types("aanmelden", "Een groep aanmelden")
    receipt = await page.goes_through((("Verder", {"people": PEOPLE}), *REFERRAL[1:]))
    [mark] = set(re.findall(r"G-\d{5}", receipt.words))
    codes = re.findall(CODE, receipt.words)
    assert len(set(codes)) == len(codes) == 6
    return mark, codes


async def screens_all(cast: Cast) -> None:
    page = await (await cast["ina"].types("postvak")).presses("Groep bekijken")
    page = await page.presses("Groep screenen")
    await page.goes_through((("Verder", FITS), ("Vastleggen", {})))


async def names(cast: Cast, name: str, says: Says) -> Screen:
    """The window with names, one press from the digest."""
    return await cast[name].newest(says("enquiry.heading")).presses("Antwoord geven")


async def partners_answer(cast: Cast, says: Says, mark: str) -> list[str]:
    """One knows nobody, in two presses; one cannot share; one asks to be called; one knows two and
    contributes: their codes.
    """
    page = await cast["ina"].types(f"bevraag {mark}")
    asked = await page.goes_through((("Verder", ASKED), ("Vragen", {})))
    assert says("group_referral.enquired", mark=mark, questions="24") in asked.words
    await move_to_morning(cast, await find_working_day(cast, 1))

    done = await (await names(cast, "olga", says)).presses("Niemand bekend")
    assert says("enquiry.thanks") in done.words
    page = await names(cast, "gijs", says)
    for _ in range(6):
        page = await (await page.presses("Antwoord geven")).presses("Kan niet delen")
    assert page.words == done.words
    page = await (await names(cast, "vera", says)).presses("Antwoord geven")
    await (await page.presses("Bel mij")).presses("Alle overige niet bekend")
    known = list[str]()
    for _ in range(2):
        page = await cast["rens"].types("mijn", "Antwoord geven", "Antwoord geven")
        known += re.findall(CODE, page.words)[:1]
        dialog = await (await page.presses("Betrokken")).presses("Iets bijdragen")
        steps = (("Verder", WHAT), ("Verder", ONLY_WEIGHED), ("Bijdrage vastleggen", {}))
        await dialog.goes_through(steps)
    await cast["rens"].types("mijn", "Antwoord geven", "Alle overige niet bekend")
    return known


async def tells_by_telephone(cast: Cast, code: str) -> None:
    page = await cast["ina"].types(f"bevraag {code}", "Telefonisch antwoord")
    said = {"partner": "veilig-thuis", "answer": "not_known"}
    await page.goes_through((("Verder", said), ("Vastleggen", {})))


async def all_are_weighed(cast: Cast, says: Says, codes: list[str]) -> None:
    """Two are taken on by an organisation that says yes itself, two taken up, two go on as a
    signal.
    """
    cora, rens = cast["cora"], cast["rens"]
    for code in codes[:2]:
        page = await cora.types(f"weeg {code}")
        assert SAID in page.words
        await page.goes_through(TAKEN_ON)
    for code in codes[2:4]:
        await (await cora.types(f"weeg {code}")).goes_through(TAKEN_UP)
    for code in codes[4:]:
        await (await cora.types(f"weeg {code}")).goes_through(TO_SIGNAL)
    for _ in codes[:2]:
        page = await rens.types("mijn", "Lezen en antwoorden")
        await page.goes_through(YES)
    assert says("takeover.heading") not in await rens.hears("mijn")


async def passes_on(cast: Cast, says: Says, codes: list[str]) -> None:
    """Who weighed them begins it from what is theirs; it goes to an institution once no supplier
    objects, and nobody has to write it any more.
    """
    page = await cast["cora"].types("mijn")
    assert all(says("signal.own_to_write", code=code) in page.words for code in codes)
    page = await page.presses("Signaal schrijven")
    told = ({"codes": ", ".join(codes), "finding": FINDING}, INSTITUTION, TESTED)
    page = await page.goes_through((*(("Verder", one) for one in told), ("Om bezwaar vragen", {})))
    assert says("signal.sent") in page.words
    await move_to_morning(cast, await find_working_day(cast, 11))
    page = await cast["cora"].types("mijn")
    assert not any(says("signal.own_to_write", code=code) in page.words for code in codes)
    page = await page.presses("Lezen")
    assert FINDING in page.words
    assert CANARY not in page.words
    handed = {"on": str(await cast.bot.today()), "way": "letter", "to": "manager"}
    steps = (("Verder", {"next": "hand_over"}), ("Verder", handed), ("Versturen", {}))
    page = await page.goes_through(steps)
    assert says("signal.handed_over") in page.words


async def one_answer_came(cast: Cast, says: Says, mark: str, codes: list[str]) -> None:
    await cast.bot.quiet()
    answered = says("group_referral.news_answered", mark=mark)
    assert words_of(cast["piet"].cards).count(answered) == 1
    window = await cast["piet"].newest(answered).presses("Groep bekijken")
    assert all(code in window.words for code in codes)


async def two_are_gone(cast: Cast, says: Says, codes: list[str]) -> None:
    """Two weeks after they were taken on; the rest of the group is not."""
    await cast.bot.advance(timedelta(days=15, hours=4).total_seconds())
    await cast.bot.quiet()
    for code in codes[:2]:
        assert says("error.not_for_you") in await cast["cora"].hears(f"casus {code}")
    for code in codes[2:]:
        assert code in await cast["cora"].hears(f"casus {code}")


@pytest.mark.parametrize(
    ("database_kind", "language", "hand"),
    [
        ("sqlite", Language.DUTCH, Hand.WINDOW),
        ("postgresql", Language.ENGLISH, Hand.EXECUTE),
    ],
)
async def test_six_youths_are_referred_at_once_and_each_goes_their_own_way(
    database_url: str, directory: Path, teams: StandInTeams, language: Language, hand: Hand
) -> None:
    async with serve(database_url, directory, teams, **hand.environment) as bot:
        cast = await gather_cast(bot, hand, only=("piet", *PARTNERS, *COORDINATORS))
        mark, codes = await refers_six(cast)
        await screens_all(cast)
        says = await let_everybody_read(cast, database_url, language)
        known = await partners_answer(cast, says, mark)
        codes.sort(key=lambda one: one not in known)
        await tells_by_telephone(cast, codes[0])
        await all_are_weighed(cast, says, codes)
        await one_answer_came(cast, says, mark, codes)
        await passes_on(cast, says, codes[4:])
        await two_are_gone(cast, says, codes)
        assert CANARY not in read_everything(bot)
        expect_no_dutch(cast, language)
