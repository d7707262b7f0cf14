"""A partner asks for advice over HTTP, a coordinator answers, and who asked reads and closes it; in
messages and lists there is nothing of it.
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
from tests.support.served import Served

QUESTION, ANSWER = f"{CANARY}-93f: past dit?", f"{CANARY}-94f: meld aan."


@on_both_in_both_languages
async def test_a_question_is_answered_read_and_closed(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=("piet", "petra", *COORDINATORS))
    piet, ina = cast["piet"], cast["ina"]
    says = await let_everybody_read(cast, database_url, language)

    page = await piet.types("sparren")
    page = await page.presses("Verder", words="Geboren op 12-03-1990", reply="written")
    assert says("consult.trace_date") in page.words
    asked = (("Verder", {"words": QUESTION, "reply": "written"}), (says("consult.ask_finish"), {}))
    assert says("consult.asked") in (await page.goes_through(asked)).words

    assert says("consult.to_answer") not in await cast["petra"].hears("mijn")
    page = await ina.types("postvak", says("consult.answer_button"))
    assert QUESTION in page.words
    answered = (("Verder", {"next": "answered", "words": ANSWER}), ("Versturen", {}))
    assert says("consult.answer_sent") in (await page.goes_through(answered)).words

    page = await piet.types("mijn", says("consult.read_button"))
    assert QUESTION in page.words
    assert ANSWER in page.words
    closed = (("Verder", {"next": "close"}), ("Versturen", {}))
    assert says("consult.closed") in (await page.goes_through(closed)).words
    assert says("consult.own") not in await piet.hears("mijn")
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
