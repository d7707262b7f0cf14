"""An invitation to an acute session goes over HTTP to who stands in, at once: the old card ends,
the board shows who is asked, and the case is refused to who is away.
"""

from datetime import timedelta
from pathlib import Path

from domain.member import Language
from tests.support.canaries import CANARY
from tests.support.journey import read_public
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_languages import (
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import convene, invitation_of, report_acute
from tests.support.served import Served


async def is_away_today(cast: Cast) -> None:
    today = await cast.bot.today()
    page = await cast["piet"].types("afwezig", "Afwezigheid melden")
    days = {"first_on": f"{today}", "last_on": f"{today + timedelta(days=2)}", "deputy": "petra"}
    await page.goes_through((("Verder", days), ("Afwezigheid melden", {})))


@on_both_in_both_languages
async def test_an_invitation_of_who_is_away_is_the_deputys_at_once(
    bot: Served, database_url: str, directory: Path, language: Language
) -> None:
    cast = await gather_cast(bot, only=("wim", "cora", "piet", "petra"))
    await cast.move_to_duty_hours()
    code = await report_acute(cast["wim"])
    await convene(cast["cora"], code)
    old = invitation_of(cast["piet"])
    says = await let_everybody_read(cast, database_url, language)
    assert cast["petra"].all_with(code) == []

    await is_away_today(cast)
    await bot.quiet()
    asked = cast["petra"].newest(says("acute.invitation_title", code=code))
    assert "Piet Politie" in asked.words
    assert cast["piet"].newest(code, says("acute.invitation_replaced"))
    assert says("error.not_for_you") in (await old.presses("Wie is dit?")).told
    assert "Petra Politie" in cast["cora"].newest("Petra Politie").words
    answered = await asked.presses("Ik kom")
    assert says("acute.answered", answer=says("acute.answer_comes")) in answered.words
    assert CANARY not in read_public(bot)
    expect_no_dutch(cast, language)
