"""A secret address over HTTP: told by a referrer, read by a coordinator with a reason, and in no
card, preview, log or minutes.
"""

import pytest

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import REFERRAL, WHO, code_in, screen
from tests.support.person import NoSuchButtonError
from tests.support.served import Served


@on_both_in_both_languages
async def test_a_secret_address_is_read_by_a_coordinator_with_a_reason_and_stands_nowhere(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", *COORDINATORS))
    _, *others = REFERRAL
    page = await cast["piet"].types("aanmelden")
    receipt = await page.goes_through((("Verder", {**WHO, "secrecy": "threat"}), *others))
    code = code_in(receipt)
    await screen(cast["ina"], code)
    says = await let_everybody_read(cast, database_url, language)

    own = await cast["piet"].types(f"casus {code}", "Wie is dit?")
    assert says("secret_address.recorded") in own.words
    assert WHO["address"] not in own.words
    with pytest.raises(NoSuchButtonError):
        await own.presses("Geheim adres lezen")
    await own.presses("Gelezen")

    who = await cast["ina"].types(f"casus {code}", "Wie is dit?")
    assert WHO["address"] not in who.words
    asked = await who.presses("Geheim adres lezen")
    reason = {"look_reason": f"{CANARY}-89f moet worden opgehaald."}
    shown = await asked.goes_through((("Verder", reason), ("Adres tonen", {})))
    assert WHO["address"] in shown.words
    await shown.presses("Gelezen")
    again = await cast["dirk"].types(f"casus {code}", "Wie is dit?")
    asked = await again.presses("Geheim adres lezen")
    assert reason["look_reason"] in asked.words
    assert WHO["address"] not in asked.words
    await (await asked.presses("Stoppen")).presses("Weggooien")
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
