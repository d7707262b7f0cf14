"""The page of one case at the table, over HTTP: a note taker types, a process director types, and
when two do so at once nothing is lost. On both databases, in both frames.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.schedule import Occurrence
from tests.journeys.test_meeting_run import MINUTE, PEOPLE, post_agenda
from tests.support.canaries import CANARY
from tests.support.hands import Hand
from tests.support.journey import on_both, on_postgresql, read_everything
from tests.support.journey_cast import CHANNEL, Cast, gather_cast
from tests.support.journey_words import canary, find_working_day
from tests.support.person import NoSuchButtonError, Screen
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

NEXT = "Verder"
UNCHANGED = {"colour": "unchanged", "more_0": "no"}
SAID = {
    "picture": canary(50, "slaapt weer thuis."),
    "judgement": canary(51, "blijft kwetsbaar."),
    "decision": canary(52, "gaat naar de dagbesteding."),
}


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=PEOPLE)


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting that was started, with its red case at the table."""

    cast: Cast
    meeting: Occurrence
    codes: list[str]

    async def shown_to(self, name: str) -> Screen:
        [shown] = await self.cast[name].says("overleg")
        return shown

    async def opens(self, name: str) -> Screen:
        return await (await self.shown_to(name)).presses("Casus bespreken")


async def start(cast: Cast) -> Table:
    """The red case is at the table, for which police and mental health must be there."""
    meeting, codes = await post_agenda(cast)
    await cast.move_to(meeting.starts_at)
    table = Table(cast, meeting, codes)
    await (await table.shown_to("dirk")).presses("Start")
    return table


async def test_a_note_taker_types_what_a_meeting_settles(cast: Cast) -> None:
    table = await start(cast)
    red = table.codes[0]
    page = await table.opens("noor")
    # what the table needs is above the questions: open agreements, why the case is here, its colour
    for words in ("Open afspraken", f"{CANARY}-03f", f"{CANARY}-04f", "ROOD", "plan van aanpak"):
        assert words in page.words
    due_on = (await find_working_day(cast, 5)).isoformat()
    promise = {"what_1": canary(53, "bellen."), "owner_1": "piet", "due_on_1": due_on}
    recoloured = {"colour": "orange", "more_0": "yes"}
    page = await page.presses(NEXT, **SAID, **recoloured)
    why = {"colour_reason": canary(54, "is rustiger."), "required": "politie,om"}
    page = await page.presses(NEXT, **why, decided_by="dirk")
    page = await page.presses(NEXT, **promise, more_1="no")
    assert "Wie stemde ermee in?" in page.words
    # the public participants that were at the table are filled in
    page = await page.presses(NEXT)
    assert "Politie" in page.words
    async with cast.only("noor", "olga"):
        given_back = await page.presses("Opslaan")
    assert red in cast["olga"].newest().words
    assert f"Opgeslagen: {red} is besproken. Kleur: 🟠 ORANJE." in cast["noor"].newest().words
    # in the chat the page took the place of the table, which comes back
    assert "Nu: " in given_back.words
    await check_settled(table)
    assert CANARY not in read_everything(cast.bot)


async def check_settled(table: Table) -> None:
    """The colour was the director's, the agreement is its owner's, and the next page shows it."""
    assert "Uw afspraken" in (await table.cast["piet"].types("mijn")).words
    again = await table.opens("dirk")
    for words in (f"{CANARY}-52f", f"{CANARY}-53f", f"{CANARY}-54f"):
        assert words in again.words
    assert "ORANJE, door Dirk Regisseur" in again.words
    assert "Al opgeslagen door Noor Notulist" in again.words
    stopped = await again.presses("Stoppen")
    await stopped.presses("Weggooien")


@on_both
async def test_of_two_who_type_at_once_the_second_reads_the_first_and_nothing_is_lost(
    cast: Cast,
) -> None:
    table = await start(cast)
    first, second = await table.opens("noor"), await table.opens("dirk")
    first = await first.presses(NEXT, **UNCHANGED, picture=canary(60, "van Noor."))
    second = await second.presses(NEXT, **UNCHANGED, picture=canary(61, "van Dirk."))
    await first.presses("Opslaan")
    second = await second.presses("Opslaan")
    assert "Noor Notulist sloeg dit ook op" in second.words
    assert f"{CANARY}-60f" in second.words
    assert f"{CANARY}-61f" in second.words
    second = await second.presses(NEXT)
    await second.presses("Opslaan")
    again = await table.opens("noor")
    assert f"{CANARY}-60f" in again.words
    assert f"{CANARY}-61f" in again.words


@on_postgresql
async def test_of_two_who_save_at_the_same_moment_one_is_asked_to_read_again(cast: Cast) -> None:
    table = await start(cast)
    pages = [await table.opens(name) for name in ("noor", "dirk")]
    typed = [
        await page.presses(NEXT, **UNCHANGED, picture=canary(70 + number, "slaapt."))
        for number, page in enumerate(pages)
    ]
    answers = await asyncio.gather(*(page.presses("Opslaan") for page in typed))
    [again] = [one for one in answers if "sloeg dit ook op" in one.words]
    assert f"{CANARY}-70f" in again.words
    assert f"{CANARY}-71f" in again.words


async def test_what_was_saved_stays_when_the_meeting_ends(cast: Cast) -> None:
    table = await start(cast)
    page = await table.opens("dirk")
    on = await find_working_day(cast, 12)
    page = await page.presses(NEXT, **UNCHANGED, **SAID, review_on=on.isoformat())
    await page.presses("Opslaan")
    await cast.move_to(table.meeting.starts_at + 31 * MINUTE)
    async with cast.only(CHANNEL, "dirk"):
        await (await table.shown_to("dirk")).presses("Overleg afsluiten")
    page = await (await table.shown_to("noor")).presses(f"Bespreking van {table.codes[0]}")
    assert f"{CANARY}-50f" in page.words
    assert on.isoformat() in page.words


async def test_in_teams_own_windows_it_is_a_window_over_the_table(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, **Hand.WINDOW.environment) as bot:
        table = await start(await gather_cast(bot, Hand.WINDOW, only=PEOPLE))
        page = await table.opens("noor")
        assert page.is_window
        page = await page.presses(NEXT, **UNCHANGED, **SAID)
        assert f"{table.codes[0]} is besproken" in (await page.presses("Opslaan")).words
        assert CANARY not in read_everything(bot)


async def test_a_date_beyond_three_terms_is_refused_in_words_and_nothing_is_saved(
    cast: Cast,
) -> None:
    table = await start(cast)
    page = await table.opens("dirk")
    on = await find_working_day(cast, 40)
    page = await page.presses(NEXT, **UNCHANGED, **SAID, review_on=on.isoformat())
    refused = await page.presses("Opslaan")
    assert "binnen 3 weken weer" in refused.words
    [shown] = await cast["noor"].says("overleg")
    assert f"{CANARY}-50f" not in (await shown.presses("Casus bespreken")).words


async def test_a_note_taker_finds_no_way_to_change_the_plan_and_a_director_does(
    cast: Cast,
) -> None:
    table = await start(cast)
    with pytest.raises(NoSuchButtonError):
        await (await table.shown_to("noor")).presses("Plan aanpassen")
    assert "Zorg" in (await (await table.shown_to("dirk")).presses("Plan aanpassen")).words
