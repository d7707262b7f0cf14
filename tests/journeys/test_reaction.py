"""A referrer reacts over HTTP to an outcome, and a process director has the case judged again; in
messages and lists there is a code only.
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
from tests.support.journey_words import AGREED, WEIGHING, canary, refer, screen
from tests.support.served import Served

NOT_TAKEN_UP = (
    WEIGHING[0],
    ("Verder", {"outcome": "not_taken_up", **AGREED}),
    ("Verder", {"taken_on_by": "nobody", "advice": canary(50, "praat met elkaar.")}),
    ("Weging vastleggen", {}),
)
SAID, WHY = f"{CANARY}-91f dreigt nog.", f"{CANARY}-92f klopt."


@on_both_in_both_languages
async def test_an_outcome_is_reacted_to_and_the_case_is_judged_again(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", *COORDINATORS))
    piet, cora = cast["piet"], cast["cora"]
    code = await refer(piet)
    await screen(cast["ina"], code)
    await (await cora.types(f"weeg {code}")).goes_through(NOT_TAKEN_UP)
    says = await let_everybody_read(cast, database_url, language)

    page = await piet.types(f"casus {code}", "Reageren")
    reacted = (("Verder", {"reaction": SAID}), ("Versturen", {}))
    assert says("reaction.sent_outcome", code=code) in (await page.goes_through(reacted)).words
    assert says("reaction.row_answer_outcome_until", code=code) in await cora.hears("mijn")
    page = await cora.types("mijn", "Beantwoorden")
    assert SAID in page.words
    decided = {"decision": "again", "why": WHY}
    answered = (("Verder", decided), ("Vastleggen", {}))
    assert says("reaction.taken_up_again", code=code) in (await page.goes_through(answered)).words

    assert says("case_state.purpose_tested") in await piet.hears(f"casus {code}")
    assert says("reaction.heading") not in await cora.hears("mijn")
    expect_no_dutch(cast, language)
    assert CANARY not in read_everything(bot)
