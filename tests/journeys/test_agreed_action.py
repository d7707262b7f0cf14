"""What is agreed in an acute session is kept, asked after and answered, over HTTP: by its owner, by
telephone, or by the process director who is asked when nobody answers.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from domain.identifiers import CaseCode, MemberId
from services.calendar import calendar_of
from tests.support.canaries import CANARY
from tests.support.journey import on_postgresql, read_everything, read_pretend_house
from tests.support.journey_cast import Cast
from tests.support.journey_state import open_house
from tests.support.journey_words import (
    close_session,
    convene,
    explain_criteria,
    find_working_day,
    give_absence,
    invitation_of,
    move_to_morning,
    report_acute,
    say_informed,
)
from tests.support.person import Person, Screen, words_of
from tests.support.teams import Call

DUE = "Vandaag voor u"
# how it is after the session is asked too: tests/journeys/test_acute_after.py
HOW_IT_IS = {(who, "Bericht over een spoedoverleg") for who in ("cora", "dirk", "karel")}
ABOUT_ACTIONS, ABOUT_AGENDA = "Bericht over afspraken", "Bericht over de agenda"
DIGEST = "Uw dagelijkse bericht"


async def promise(cast: Cast) -> str:
    """An acute session ends with an agreement of Piet for the next working day; its code."""
    await cast.move_to_duty_hours()
    code = await report_acute(cast["wim"])
    await cast["cora"].newest("Gemeld door").presses("Ik behandel dit")
    await convene(cast["cora"], code)
    await invitation_of(cast["piet"]).presses("Ik kom")
    await close_session(cast, cast["cora"], "piet")
    await explain_criteria(cast["wim"])
    await say_informed(cast["cora"], code)
    return code


def is_about_criteria(call: Call) -> bool:
    """Tell whether a coordinator reads that the criteria were explained, and of no agreement."""
    words = words_of(call.body)
    return "Aanmelding aangevuld" in words and "Afspraken" not in words


@asynccontextmanager
async def only_told(cast: Cast, *names: str) -> AsyncIterator[None]:
    """Fail unless exactly these people hear of agreements meanwhile, and nobody hears of anything
    else but the weekly agenda, and the question how it is after the session.
    """
    await cast.bot.quiet()
    before = len(cast.bot.teams.calls)
    yield
    await cast.bot.quiet()
    calls = [one for one in cast.bot.teams.calls[before:] if not is_about_criteria(one)]
    heard = [(cast._owner(one), one.body.get("summary")) for one in calls]
    told = [one for one in heard if one not in HOW_IT_IS]
    assert {about for _, about in told} <= {ABOUT_ACTIONS, DIGEST, ABOUT_AGENDA}
    assert sorted(who for who, about in told if about != ABOUT_AGENDA) == sorted(names)


async def opens(person: Person, code: str) -> Screen:
    """Open an action from the newest message that names it."""
    return await person.newest(DUE, code).presses("Openen")


async def answers(card: Screen, button: str, note: str = "") -> Screen:
    page = await card.presses(button)
    assert f"{CANARY}-35f bellen" in page.words
    page = await page.presses("Verder", note=note)
    return await page.presses("Vastleggen")


async def let_reminders_pass(cast: Cast, due_on: date) -> date:
    """Piet is reminded on the day and after it; the morning on which the director is asked."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    after = calendar.add_working_days(due_on, 1)
    for day in (due_on, after):
        async with only_told(cast, "piet"):
            await move_to_morning(cast, day)
    asked = calendar.add_working_days(after, 1)
    async with only_told(cast, "cora"):
        await move_to_morning(cast, asked)
    return asked


@on_postgresql
async def test_an_owner_is_reminded_and_says_that_it_is_done(cast: Cast) -> None:
    code = await promise(cast)
    mine = await cast["piet"].types("mijn")
    assert "Uw afspraken" in mine.words
    assert CANARY not in mine.words
    async with only_told(cast, "piet"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    card = await opens(cast["piet"], code)
    await answers(card, "Gedaan", f"{CANARY}-50f nam op")
    assert "Vastgelegd" in read_everything(cast.bot)
    mine = await cast["piet"].types("mijn")
    assert "Uw afspraken" not in mine.words
    async with only_told(cast):
        for ahead in (1, 2, 3):
            await move_to_morning(cast, await find_working_day(cast, ahead))
    assert CANARY not in read_everything(cast.bot)


async def test_what_is_not_possible_any_more_is_asked_after_no_more(cast: Cast) -> None:
    code = await promise(cast)
    await move_to_morning(cast, await find_working_day(cast, 1))
    await answers(await opens(cast["piet"], code), "Kan niet meer", f"{CANARY}-50f verhuisde")
    async with only_told(cast):
        for ahead in (1, 2, 3):
            await move_to_morning(cast, await find_working_day(cast, ahead))


async def test_what_nobody_answers_gets_a_new_date_from_the_director(cast: Cast) -> None:
    code = await promise(cast)
    asked_on = await let_reminders_pass(cast, await find_working_day(cast, 1))
    card = await opens(cast["cora"], code)
    assert "000-0000101" in card.words
    page = await card.presses("Nieuwe datum")
    new = await find_working_day(cast, 5)
    page = await page.presses("Verder", due_on=new.isoformat())
    await page.presses("Vastleggen")
    assert asked_on < new
    before = new - timedelta(days=3)
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    async with only_told(cast, "piet"):
        await move_to_morning(cast, calendar.working_day_from(before))


async def test_what_was_not_done_comes_to_the_director_the_next_morning(cast: Cast) -> None:
    code = await promise(cast)
    await move_to_morning(cast, await find_working_day(cast, 1))
    async with only_told(cast):
        await answers(await opens(cast["piet"], code), "Niet gedaan")
    async with only_told(cast, "cora"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    assert "niet gedaan" in cast["cora"].newest(DUE).words


async def test_an_answer_by_telephone_is_recorded_on_behalf_of_the_owner(cast: Cast) -> None:
    code = await promise(cast)
    await let_reminders_pass(cast, await find_working_day(cast, 1))
    old = await opens(cast["piet"], code)
    card = await opens(cast["cora"], code)
    page = await card.presses("Antwoord per telefoon")
    page = await page.presses("Verder", answer="done")
    await page.presses("Vastleggen")
    assert "al gedaan, door Cora Coordinator" in (await old.presses("Gedaan")).words


async def test_a_manager_hears_only_code_and_date_and_only_when_a_director_presses(
    cast: Cast,
) -> None:
    code = await promise(cast)
    await let_reminders_pass(cast, await find_working_day(cast, 1))
    card = await opens(cast["cora"], code)
    async with only_told(cast, "karel"):
        told = await card.presses("Opschalen")
    assert "De ketenmanager heeft de code en de datum gekregen." in told.words
    heard = cast["karel"].newest("Een afspraak blijft liggen")
    assert code in heard.words
    assert "Piet" not in heard.words


async def test_who_is_away_reads_of_it_in_the_digest_of_the_day_they_are_back(cast: Cast) -> None:
    code = await promise(cast)
    due_on, back_on = await find_working_day(cast, 1), await find_working_day(cast, 2)
    await give_absence(cast["piet"], first_on=due_on.isoformat())
    async with only_told(cast):
        await move_to_morning(cast, due_on)
    async with only_told(cast, "piet"):
        await move_to_morning(cast, back_on)
    shown = cast["piet"].newest(DUE, code)
    assert "Uw afspraken" in shown.words
    assert "Openen" in (await shown.presses("Alles wat van u is")).words


async def test_of_an_owner_who_lost_the_case_only_the_director_hears(
    cast: Cast, database_url: str, directory: Path
) -> None:
    code = await promise(cast)
    async with open_house(database_url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(code))
        await uow.cases.leave_circle(case.id, MemberId("piet"), await cast.bot.now())
    async with only_told(cast, "cora"):
        await move_to_morning(cast, await find_working_day(cast, 1))
    assert "heeft geen eigenaar meer" in cast["cora"].newest(DUE, code).words
    assert "Uw afspraken" not in (await cast["piet"].types("mijn")).words
