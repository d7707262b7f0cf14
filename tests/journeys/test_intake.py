"""The full intake over HTTP: begun from the receipt by who referred, gone on with by a coordinator
on the telephone, confirmed the next morning. In messages there is a code only.
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
from tests.support.journey_words import find_working_day, move_to_morning, refer
from tests.support.person import NoSuchButtonError
from tests.support.served import Served

SISTER = f"{CANARY}-71f de zus"
STUCK = f"{CANARY}-72f kwam niet."
FIRST = (
    ("Verder", {"has_contacts": "yes"}),
    (
        "Verder",
        {
            "contact_1_name": SISTER,
            "contact_1_relation": "sibling",
            "contact_1_relevance": f"{CANARY}-73f belt haar.",
        },
    ),
    ("Verder", {}),
    ("Verder", {"housing": "plays", "housing_words": f"{CANARY}-74f moet eruit."}),
    *(("Verder", {}),) * 6,
)
BY_TELEPHONE = (*(("Verder", {}),) * 5, ("Verder", {"stuck": STUCK}), *(("Verder", {}),) * 4)


@on_both_in_both_languages
async def test_an_intake_is_told_written_down_on_the_telephone_and_confirmed(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "gijs", *COORDINATORS))
    code = await refer(cast["piet"])
    says = await let_everybody_read(cast, database_url, language)
    dialog = await cast["piet"].newest(code).presses("Volledige intake invullen")
    review = await dialog.goes_through(FIRST)
    money, nothing = says("life_domain.finances"), says("intake.gap_no_answer")
    assert says("intake.gap", part=money, reason=nothing) in review.words
    receipt = await review.presses("Intake opslaan")
    assert says("intake.kept", code=code) in receipt.words

    dialog = await cast["ina"].types(f"casus {code}", "Volledige intake invullen")
    assert says("intake.with_referrer", name="Piet Politie") in dialog.words
    review = await dialog.goes_through(BY_TELEPHONE)
    receipt = await review.presses("Intake opslaan")
    assert says("intake.referrer_asked") in receipt.words

    async with cast.only("piet"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    page = await cast["piet"].newest(says("intake.heading")).presses("Nalezen")
    assert SISTER in page.words
    assert STUCK in page.words
    confirmed = await page.presses("Dit klopt")
    assert says("intake.confirmed_now", code=code) in confirmed.words
    leaf = await cast["dirk"].types(f"casus {code}", "Dossier lezen", "Volledige intake")
    for words in (SISTER, STUCK, says("intake.gaps")):
        assert words in leaf.words
    assert says("intake.not_confirmed") not in leaf.words
    await leaf.presses("Gelezen")
    with pytest.raises(NoSuchButtonError):
        await cast["ina"].types(f"casus {code}", "Nalezen")
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
