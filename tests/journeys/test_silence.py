"""Nobody slips through when people, accounts and Teams are not as planned, over HTTP: each story
ends with a person who knows, or with the reporter told whom to call.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Update, update

from bot.steps import Step
from storage.people import appointment, member
from tests.support.databases import open_engine
from tests.support.hands import once
from tests.support.journey import on_both, on_postgresql
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_words import (
    JUDGEMENT,
    REPORT,
    board_of,
    code_in,
    convene,
    name_deputy,
    refer,
    report_acute,
)
from tests.support.patience import PATIENCE
from tests.support.person import Person, Screen
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams, personal_chat_of, throttled

DAY = timedelta(days=1)
MINUTE = 60.0
LANE = ("bea", "cora", "dirk", "karel", "wim")


async def let_pass(cast: Cast, minutes: float) -> None:
    await cast.bot.advance(minutes * MINUTE)
    await cast.bot.quiet()


def knows(person: Person, code: str) -> bool:
    return bool(person.all_with(f"ACUUT: {code}"))


async def report(reporter: Person) -> str:
    """Report somebody new, at any hour; the code."""
    return code_in(await (await reporter.types("acuut")).goes_through(REPORT))


async def report_on(reporter: Person, code: str) -> None:
    """Report something about a code."""
    named = ("Verder", {"code": code})
    await (await reporter.types("acuut")).goes_through((*REPORT[:2], named, REPORT[3]))
    await reporter.bot.quiet()


async def change(url: str, statement: Update) -> None:
    """Change something beside the bot."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(statement)
    await engine.dispose()


@on_postgresql
async def test_a_gap_a_director_gone_since_friday_and_a_new_account_each_end_with_who_knows(
    bot: Served, database_url: str
) -> None:
    cast = await gather_cast(bot, only=LANE)
    await cast.move_to_duty_hours()
    # nobody on the rota: the one whom the house names for that
    page = await cast["bea"].types("dienst", "Dienst wijzigen")
    page = await page.presses("Verder", doing="take_away")
    assert "Niemand heeft dienst" in (await page.presses("Vastleggen")).words
    code = await report(cast["wim"])
    assert knows(cast["dirk"], code)
    assert not knows(cast["cora"], code)
    # on Friday evening Cora has duty on Monday; on Monday she works here no longer
    await set_rota(cast, "cora", "dirk")
    await move_to_friday_evening(cast)
    waiting = await report(cast["wim"])
    friday = await cast.bot.today()
    of_cora = update(appointment).where(appointment.c.member == "cora")
    await change(database_url, of_cora.values(until_on=friday))
    await let_pass(cast, 64 * 60)
    assert knows(cast["dirk"], waiting)
    assert not knows(cast["cora"], waiting)
    # Dirk has another account since today: the chat of the old one reads nothing any more
    account = "00000000-0000-0000-0000-0000000009b1"
    await change(
        database_url, update(member).where(member.c.id == "dirk").values(object_id=account)
    )
    chat = personal_chat_of(account)
    anew = replace(cast["dirk"], object_id=account, conversation=chat)
    await once(bot, anew.activity({"type": "installationUpdate", "action": "add"}))
    last = await report(cast["wim"])
    await bot.quiet()
    assert knows(anew, last)
    assert not knows(cast["dirk"], last)


async def set_rota(cast: Cast, member: str, deputy: str) -> None:
    """Bea puts somebody on duty from tomorrow on."""
    page = await cast["bea"].types("dienst", "Dienst toevoegen")
    first = (await cast.bot.today()) + DAY
    days = {"from_on": f"{first}", "until_on": f"{first + 20 * DAY}"}
    page = await page.presses("Verder", duty_member=member, duty_deputy=deputy, **days)
    assert "Procesregisseur van dienst" in (await page.presses("Vastleggen")).words


async def move_to_friday_evening(cast: Cast) -> None:
    now = await cast.bot.now()
    friday = now + (4 - now.weekday()) % 7 * DAY
    await cast.move_to(friday.replace(hour=20))


@on_both
async def test_while_teams_holds_everybody_up_for_an_hour_the_reporter_is_told_whom_to_call(
    bot: Served,
) -> None:
    cast = await gather_cast(bot, only=LANE)
    await cast.move_to_duty_hours()
    for name in ("cora", "dirk", "karel"):
        chat = cast[name].conversation
        bot.teams.fail_next(*[throttled("3600")] * 20, conversation_id=chat)
    reporting = asyncio.create_task(report(cast["wim"]))  # it waits for a quiet that does not come
    code = code_in(await wait_for(cast["wim"], "Acute melding", "krijgt uw melding nu"))
    for name in ("cora", "dirk", "karel"):
        await wait_for_call(bot, cast[name].conversation)
        assert cast["wim"].all_with("bel zelf") == []
        await bot.advance(6 * MINUTE)
    told = (await wait_for(cast["wim"], "bel zelf")).words
    reporting.cancel()
    for number in (code, "112", "000-0000100", "000-0000111", "000-0000112"):
        assert number in told


async def wait_for_call(bot: Served, chat: str) -> None:
    """Wait until the bot tried to say something in a chat."""
    async with asyncio.timeout(PATIENCE):
        while not any(
            call.conversation_id == chat and call.status == 429 for call in bot.teams.calls
        ):
            await asyncio.sleep(0.02)


async def wait_for(person: Person, *words: str) -> Screen:
    """Wait for a message while others are held up."""
    async with asyncio.timeout(PATIENCE):
        while not person.all_with(*words):
            await asyncio.sleep(0.02)
    return person.newest(*words)


async def test_two_reports_a_code_of_before_two_sessions_and_a_lone_deputy_end_with_who_knows(
    cast: Cast,
) -> None:
    await cast.move_to_duty_hours()
    cora, olga = cast["cora"], cast["olga"]
    first, other = await report_acute(cast["wim"]), await report_acute(cast["wim"])
    await convene(cora, first)
    assert not knows(cora, first)  # its card says by now what became of it
    over = await refer(cast["oda"])
    case = await cast["oda"].types(f"casus {over}")
    await (await case.presses("Aanmelding intrekken")).presses("Ja, intrekken")
    for code in (first, over):
        await report_on(cast["piet"], code)
        assert cora.all_with("ACUUT", "Genoemde code", code)
    await convene(cora, other)
    assert len(olga.all_with("U bent uitgenodigd")) == 2
    await name_deputy(olga)
    for _ in range(3):
        await let_pass(cast, 5)
    assert cora.all_with("een partner reageert niet", "Otto Openbaar")
    assert cora.all_with("een partner reageert niet", "Olga")


@on_both
async def test_a_bot_killed_between_the_confirmation_and_the_invitations_sends_each_once(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    halt_file = directory / "halt-at"
    settings = {"STOPLICHT_TEST_HALT_FILE": str(halt_file)}
    async with serve(database_url, directory, teams, **settings) as bot:
        cast = await gather_cast(bot)
        await cast.move_to_duty_hours()
        code = await report_acute(cast["wim"])
        page = await cast["cora"].newest(code).presses("Toetsen en uitnodigen")
        page = await page.goes_through(JUDGEMENT[:-1])
        halt_file.write_text(Step.COMMITTED, encoding="utf-8")
        confirming = asyncio.create_task(page.presses("Bevestigen"))
        await bot.halted()
        await bot.kill()
        await asyncio.gather(confirming, return_exceptions=True)
        halt_file.unlink()
        assert cast["olga"].all_with("U bent uitgenodigd") == []
    async with serve(database_url, directory, teams) as bot:
        cast.move_over(bot)
        await bot.quiet()
        for name in ("olga", "piet", "vera"):
            assert len(cast[name].all_with("U bent uitgenodigd")) == 1
        assert board_of(cast["cora"])
        for _ in range(3):
            await let_pass(cast, 5)
        assert cast["cora"].all_with("een partner reageert niet", "Piet Politie")
