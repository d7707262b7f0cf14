"""A partner calls something incorrect over HTTP, the referrer corrects it, and whoever reads the
case sees both; in messages and lists there is a code only.
"""

from domain.member import Language
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_words import find_working_day, move_to_morning
from tests.support.served import Served

PEOPLE = ("gijs", "piet", *COORDINATORS)
WRONG, RIGHT = f"{CANARY}-87f was daar niet.", f"{CANARY}-88f was thuis."


def after_the_moment(says: Says, became: str) -> str:
    """What stands by the statement, after who called it incorrect and when."""
    return says(f"incorrect.told_{became}", at="|", what=WRONG).rpartition("|")[2]


async def calls_incorrect(cast: Cast, code: str, says: Says) -> None:
    page = await cast["gijs"].types(f"casus {code}", "Dossier lezen")
    dialog = await page.presses("Iets is onjuist")
    receipt = await dialog.goes_through(
        (("Verder", {"part": "why_now"}), ("Verder", {"what": WRONG}), ("Doorgeven", {}))
    )
    assert says("incorrect.marked", code=code) in receipt.words


async def corrects(cast: Cast, code: str, says: Says) -> None:
    dialog = await cast["piet"].types("mijn", "Bekijken")
    assert WRONG in dialog.words
    receipt = await dialog.goes_through(
        (
            ("Verder", {"decision": "correct"}),
            ("Verder", {"corrected": RIGHT}),
            ("Antwoord vastleggen", {}),
        )
    )
    assert says("incorrect.corrected", code=code) in receipt.words


@on_both_in_both_languages
async def test_what_is_called_incorrect_is_told_corrected_and_read_beside_the_statement(
    bot: Served, database_url: str, language: Language
) -> None:
    cast = await gather_cast(bot, only=PEOPLE)
    code = await bring_to_the_list(cast, "piet")
    says = await let_everybody_read(cast, database_url, language)
    digest, about = says("digest.title"), says("incorrect.of_referral")
    await calls_incorrect(cast, code, says)
    why = await cast["dirk"].types(f"casus {code}", "Dossier lezen")
    assert after_the_moment(says, "open") in why.words
    await why.presses("Gelezen")
    async with cast.only(*PEOPLE):
        await move_to_morning(cast, await find_working_day(cast, 1))
    asked = says("incorrect.row_answer", code=code, about=about)
    assert asked in cast["piet"].newest(digest).words
    told = says("incorrect.row_new", code=code, about=about)
    assert told in cast["dirk"].newest(digest).words
    await corrects(cast, code, says)
    why = await cast["gijs"].types(f"casus {code}", "Dossier lezen")
    assert RIGHT in why.words
    assert after_the_moment(says, "corrected") in why.words
    before = await why.presses("Volgende pagina")
    assert says("case_page.earlier") in before.words
    assert RIGHT not in before.words
    await before.presses("Gelezen")
    async with cast.only("gijs"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    corrected = says("incorrect.row_corrected", code=code, about=about)
    assert corrected in cast["gijs"].newest(digest).words
    mine = await cast["piet"].hears("mijn")
    assert [one for one in (says("incorrect.heading"), asked) if one in mine] == []
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)
