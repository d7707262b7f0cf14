"""Minutes over HTTP, on both databases: typed at the table, approved, looked at, shared; objected
to, mended and shared; and who may not read them.
"""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from domain.identifiers import CaseCode, MemberId
from services.calendar import calendar_of
from tests.journeys.test_discussion import SAID, UNCHANGED, Table, start
from tests.journeys.test_meeting_run import PEOPLE
from tests.support.canaries import CANARY
from tests.support.cards import walk
from tests.support.hands import Hand
from tests.support.journey import on_postgresql, read_everything, read_pretend_house
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_state import open_house
from tests.support.journey_words import canary, find_working_day
from tests.support.person import NoSuchButtonError, Screen, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

READ, APPROVE, OBJECT = "Verslag lezen", "Verslag vaststellen", "Bezwaar maken"
DIGEST = "Vandaag voor u"
MINE = "Naar de verslagen"
DAY = timedelta(days=1)
PICTURE = f"{CANARY}-50f"


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*PEOPLE, "wim"))


async def type_minutes(cast: Cast) -> Table:
    """Noor types what was said of the red case; police and mental health are at the table."""
    table = await start(cast)
    page = await table.opens("noor")
    page = await page.presses("Verder", **UNCHANGED, **SAID)
    await page.presses("Opslaan")
    await (await table.shown_to("dirk")).presses("Volgende")
    ended = await (await table.shown_to("dirk")).presses("Overleg afsluiten")
    assert "Verslagen die op vaststelling wachten" in (await ended.presses(MINE)).words
    return table


async def reads(cast: Cast, name: str) -> Screen:
    """Open the minutes from *mijn*; that a digest was late may be told beside it."""
    told = await cast[name].says("mijn")
    own = next((one for one in told if _has_button(one, READ)), told[-1])
    return await (await own.opened()).presses(READ)


def _has_button(screen: Screen, title: str) -> bool:
    return any(part.get("title") == title for part in walk(screen.card))


async def move_to_morning(cast: Cast, day: date) -> None:
    """To just after the digest of a day."""
    calendar = calendar_of(read_pretend_house(), await cast.bot.now())
    await cast.move_to(calendar.moment(day, time(8, 25)))
    await cast.move_to(calendar.moment(day, time(8, 32)))


async def approve_minutes(cast: Cast, name: str = "dirk") -> None:
    approved = await (await reads(cast, name)).presses(APPROVE)
    assert "is vastgesteld" in approved.words


@on_postgresql
async def test_a_note_taker_types_the_chair_approves_nobody_objects_and_the_circle_reads(
    cast: Cast,
) -> None:
    table = await type_minutes(cast)
    red = table.codes[0]
    # who was there reads nothing of the concept
    for name in ("piet", "gijs", "wim"):
        assert "Verslag" not in (await cast[name].types("mijn")).words
    concept = await reads(cast, "ina")
    assert "Concept" in concept.words
    with pytest.raises(NoSuchButtonError):
        await concept.presses(APPROVE)
    page = await reads(cast, "dirk")
    for words in (PICTURE, "GGZ Rivierland", "Politie Rivierstad", "ROOD"):
        assert words in page.words
    approved = await page.presses(APPROVE)
    assert "Zij kunnen bezwaar maken tot en met" in approved.words
    stale = await concept.before(cast["cora"]).presses("Tekst aanpassen")
    await (await stale.presses("Stoppen")).presses("Weggooien")
    await check_window(cast)
    # nobody says anything: it is shared after the last day, and only the next draft is told
    async with cast.only(*COORDINATORS):
        await cast.move_to(await cast.bot.now() + 8 * DAY)
    assert "deze week zijn gedeeld" in (await cast["wim"].types("mijn")).words
    page = await (await cast["wim"].types(f"casus {red}")).presses("Verslagen")
    assert PICTURE in page.words
    assert f"Casus {red}" in (await page.presses("Gelezen")).words
    assert PICTURE not in words_of(cast["wim"].cards)
    for name in ("olga", "vera"):
        with pytest.raises(NoSuchButtonError):
            await cast[name].types(f"casus {red}", "Verslagen")


async def check_window(cast: Cast) -> None:
    """Who was at the table hears it in the morning, and nobody else does."""
    tomorrow = await find_working_day(cast, 1)
    async with cast.only("piet", "gijs"):
        await move_to_morning(cast, tomorrow)
    for name in ("piet", "gijs"):
        told = cast[name].newest(DIGEST)
        assert "te bekijken tot en met" in told.words
        assert PICTURE in (await told.presses(READ)).words
    with pytest.raises(NoSuchButtonError):
        await reads(cast, "wim")


async def test_an_objection_stops_it_until_it_is_mended_and_who_left_reads_nothing(
    cast: Cast, database_url: str, directory: Path
) -> None:
    table = await type_minutes(cast)
    red = table.codes[0]
    await approve_minutes(cast)
    page = await (await reads(cast, "piet")).presses(OBJECT)
    page = await page.presses("Verder", objection=canary(80, "zei dat niet."))
    async with cast.only("piet"):
        receipt = await page.presses(OBJECT)
    assert "is vastgelegd" in (receipt.words + cast["piet"].newest().words)
    tomorrow = await find_working_day(cast, 1)
    async with cast.only("piet", "gijs", "dirk", "cora"):
        await move_to_morning(cast, tomorrow)
    assert "Bezwaar tegen een verslag" in cast["dirk"].newest(DIGEST).words
    page = await cast["dirk"].newest(DIGEST).presses(READ)
    assert f"{CANARY}-80f" in page.words
    assert f"{CANARY}-80f" not in (await reads(cast, "gijs")).words
    page = await (await reads(cast, "dirk")).presses("Tekst aanpassen")
    page = await page.presses("Verder", picture=canary(81, "slaapt thuis."))
    await page.presses("Opslaan")
    await approve_minutes(cast, "cora")
    async with open_house(database_url, directory) as house, house.work() as uow:
        case = await uow.cases.by_code(CaseCode(red))
        await uow.cases.leave_circle(case.id, MemberId("wim"), await uow.now())
    await cast.move_to(await cast.bot.now() + 9 * DAY)
    shared = await (await cast["gijs"].types(f"casus {red}")).presses("Verslagen")
    assert f"{CANARY}-81f" in shared.words
    assert PICTURE not in shared.words
    assert "Versie 2" in shared.words
    assert "deze week zijn gedeeld" not in (await cast["wim"].types("mijn")).words
    assert "Dit bestaat niet" in (await cast["wim"].hears(f"casus {red}"))


async def test_in_windows_a_director_approves_and_a_partner_objects(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        cast = await gather_cast(bot, Hand.WINDOW, only=(*PEOPLE, "wim"))
        await type_minutes(cast)
        page = await reads(cast, "dirk")
        assert page.is_window
        assert "is vastgesteld" in (await page.presses(APPROVE)).words
        page = await (await reads(cast, "gijs")).presses(OBJECT)
        page = await page.presses("Verder", objection=canary(82, "klopt niet."))
        assert "is vastgelegd" in (await page.presses(OBJECT)).words
        await cast.move_to(await cast.bot.now() + 12 * DAY)
        page = await (await reads(cast, "cora")).presses("Toch delen")
        assert "wordt toch gedeeld" in page.words
        shown = await (await reads(cast, "gijs")).opened()
        assert "is bezwaar gemaakt" in shown.words
        assert CANARY not in read_everything(bot)
