"""A partner calls something incorrect over HTTP, the referrer corrects it, and whoever reads the
case sees both; in messages and lists there is a code only.
"""

from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import find_working_day, move_to_morning
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
WRONG, RIGHT = f"{CANARY}-87f was daar niet.", f"{CANARY}-88f was thuis."
DIGEST = "Vandaag voor u"


async def calls_incorrect(cast: Cast, code: str) -> None:
    page = await cast["gijs"].types(f"casus {code}", "Dossier lezen")
    dialog = await page.presses("Iets is onjuist")
    receipt = await dialog.goes_through(
        (("Verder", {"part": "why_now"}), ("Verder", {"what": WRONG}), ("Doorgeven", {}))
    )
    assert "doorgegeven dat iets onjuist is" in receipt.words


async def corrects(cast: Cast) -> None:
    dialog = await cast["piet"].types("mijn", "Bekijken")
    assert WRONG in dialog.words
    receipt = await dialog.goes_through(
        (
            ("Verder", {"decision": "correct"}),
            ("Verder", {"corrected": RIGHT}),
            ("Antwoord vastleggen", {}),
        )
    )
    assert "verbeterd" in receipt.words


async def test_what_is_called_incorrect_is_told_corrected_and_read_beside_the_statement(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    code = await bring_to_the_list(cast, "piet")
    await calls_incorrect(cast, code)
    why = await cast["dirk"].types(f"casus {code}", "Dossier lezen")
    assert f"“{WRONG}” Hierop is nog geen antwoord." in why.words
    await why.presses("Gelezen")
    async with cast.only(*PEOPLE):
        await move_to_morning(cast, await find_working_day(cast, 1))
    assert (
        f"{code}: iemand noemt iets in de aanmelding onjuist" in cast["piet"].newest(DIGEST).words
    )
    assert "gevraagd te antwoorden" in cast["dirk"].newest(DIGEST).words
    await corrects(cast)
    why = await cast["gijs"].types(f"casus {code}", "Dossier lezen")
    assert RIGHT in why.words
    assert "Verbeterd op" in why.words
    before = await why.presses("Volgende pagina")
    assert "Dit stond er eerder" in before.words
    assert RIGHT not in before.words
    await before.presses("Gelezen")
    async with cast.only("gijs"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    assert "is verbeterd" in cast["gijs"].newest(DIGEST).words
    assert "onjuist" not in await cast["piet"].hears("mijn")
    assert CANARY not in read_everything(bot)
