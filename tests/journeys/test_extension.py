"""Near the end of the longest term a director has the suppliers of a case asked over HTTP; one
agrees and one does not, and what is left says that a part is gone.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from domain.agreed_action import AgreedAction
from domain.identifiers import CaseCode, MemberId
from domain.member import Language
from domain.retention import add_months
from services.agreed_action import agree_action
from services.moment import Moment
from tests.journeys.test_main_job import bring_to_the_list
from tests.support.agreed_actions import a_wish
from tests.support.canaries import CANARY
from tests.support.journey import read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_languages import (
    Says,
    expect_no_dutch,
    let_everybody_read,
    on_both_in_both_languages,
)
from tests.support.journey_state import open_house
from tests.support.journey_words import AGREED, find_working_day, move_to_morning
from tests.support.served import Served

LEFT = timedelta(days=20)
WHY = f"{CANARY}-90f valt steeds terug."


@on_both_in_both_languages
async def test_suppliers_are_asked_and_what_is_of_who_does_not_agree_goes_at_the_term(
    bot: Served, cast: Cast, database_url: str, directory: Path, language: Language
) -> None:
    code = await bring_to_the_list(cast, "piet")
    await let_gijs_promise(cast, database_url, directory, code)
    says = await let_everybody_read(cast, database_url, language)
    await asks(cast, code, says)
    await answers(cast, "piet", code, "longer", says)
    await answers(cast, "gijs", code, "no_longer", says)
    page = await cast["cora"].types(f"bewaartermijnen {code}", "Verlengen")
    assert says("extension.says_no_longer") in page.words
    await bot.advance((LEFT + timedelta(days=1)).total_seconds())
    await bot.quiet()
    for name in ("piet", "gijs"):
        read = await cast[name].types(f"casus {code}")
        assert says("extension.reduced_fact") in read.words, name
    whole = await (await cast["piet"].types(f"casus {code}")).presses("Dossier lezen")
    assert says("extension.reduced") in whole.words
    await whole.presses("Gelezen")
    await reads_what_became_of_it(bot, cast, code, says)
    assert CANARY not in read_everything(bot)
    expect_no_dutch(cast, language)


async def reads_what_became_of_it(bot: Served, cast: Cast, code: str, says: Says) -> None:
    """Each reads of their own in the next daily message, and whoever guards it whose parts went."""
    await move_to_morning(cast, await find_working_day(cast, 1))
    await bot.quiet()
    heading = says("extension.outcome_heading")
    assert says("extension.own_as_said", code=code) in cast["gijs"].newest(heading).words
    assert "GGZ" in cast["cora"].newest(heading).words


async def let_gijs_promise(cast: Cast, url: str, directory: Path, code: str) -> AgreedAction:
    """Gijs takes something on, in a case that came in nearly five years ago."""
    due_on = await find_working_day(cast, 30)
    now = await cast.bot.now()
    async with open_house(url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        moment = Moment(uow=uow, now=now, house=read_pretend_house())
        cora = await moment.form_actor(await uow.people.member(MemberId("cora")))
        agreed = await agree_action(moment.acting(cora), case, a_wish("gijs", due_on))
        came_in = add_months(now.date() + LEFT, -read_pretend_house().terms.retention.most_months)
        back = now - (now.date() - came_in)
        await uow.cases.save(replace(await uow.cases.get(case.id), received_at=back))
        return agreed


async def asks(cast: Cast, code: str, says: Says) -> None:
    page = await cast["cora"].types(f"bewaartermijnen {code}", "Verlengen")
    until: date = (await cast.bot.today()) + timedelta(days=400)
    why = {
        "extension_ground": "still_open",
        "extension_reason": WHY,
        "extended_to": until.isoformat(),
    }
    page = await page.presses("Verder", **why)
    page = await page.presses("Verder", **AGREED)
    receipt = await page.presses("Aan hen vragen")
    assert says("extension.asking", code=code) in receipt.words


async def answers(cast: Cast, name: str, code: str, answer: str, says: Says) -> None:
    own = await cast[name].types("mijn")
    assert says("extension.asked_heading") in own.words
    page = await own.presses("Zeggen of het mag")
    assert says("extension.page_answer_intro") in page.words
    page = await page.presses("Verder", supplier_says=answer)
    receipt = await page.presses("Zeggen of het mag")
    assert says("extension.noted", code=code) in receipt.words
