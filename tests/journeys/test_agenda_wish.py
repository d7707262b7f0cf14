"""The draft of an agenda as a workbench, over HTTP: each change with what it does, two who change
at once, undoing, and who approves.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.schedule import Occurrence
from tests.support.canaries import CANARY
from tests.support.journey import read_everything
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast, gather_cast
from tests.support.journey_words import adjust, approve, colour_red, refer, screen, take_up
from tests.support.patience import PATIENCE
from tests.support.person import Person, Screen, words_of
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams

HOUSE_TIME = ZoneInfo("Europe/Amsterdam")
A_DAY = "86400"  # seconds: the clock ticks when a test says so, or when it is woken


async def prepare(cast: Cast) -> tuple[Occurrence, str, str]:
    """A draft with a red and an orange case: the meeting and their codes."""
    codes = [await refer(cast["piet"]) for _ in range(2)]
    for code in codes:
        await screen(cast["ina"], code)
        await take_up(cast["cora"], code)
    await colour_red(cast["cora"], codes[0])
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    return meeting, codes[0], codes[1]


def clock(meeting: Occurrence, minute: int) -> str:
    return f"{(meeting.starts_at + timedelta(minutes=minute)).astimezone(HOUSE_TIME):%H:%M}"


async def draft_again(cast: Cast) -> None:
    await cast.bot.advance(1)
    await cast.bot.quiet()


def draft_of(person: Person) -> Screen:
    return person.newest("Concept", "Aanpassen")


async def test_a_draft_is_changed_by_two_and_approved_by_one(bot: Served, cast: Cast) -> None:
    meeting, red, orange = await prepare(cast)
    async with cast.only(*COORDINATORS):
        receipt = await adjust(cast["ina"], orange, "pin", at=clock(meeting, 40))
        assert f"{orange}: vastgezet op {clock(meeting, 40)} door Ina" in receipt.words
        await draft_again(cast)
    for name in COORDINATORS:
        shown = draft_of(cast[name]).words
        assert f"{orange}: van {clock(meeting, 30)} naar {clock(meeting, 40)}" in shown
        assert "Wat dit doet: niemand wacht langer of korter." in shown
        assert f"{orange}: vastgezet op {clock(meeting, 40)} door Ina" in shown
    async with cast.only(*COORDINATORS):
        await adjust(cast["cora"], red, "minutes", minutes="40")
        await draft_again(cast)
    shown = draft_of(cast["ina"]).words
    assert "samen zitten de partners 20 minuten langer aan tafel" in shown
    assert f"{red}: 40 min, door Cora" in shown
    await two_change_one_case(cast, orange)
    await adjust(
        cast["cora"], red, "do_without", without="ggz", why=f"{CANARY} ligt in het ziekenhuis."
    )
    await draft_again(cast)
    assert f"{red}: zonder" in draft_of(cast["ina"]).words
    await approve_and_post(cast, meeting, (red, orange))
    assert CANARY not in read_everything(bot)


async def two_change_one_case(cast: Cast, orange: str) -> None:
    """The second hears by whom it was changed; what the first did is undone by either."""
    page = await draft_of(cast["cora"]).presses("Aanpassen", case=orange)
    page = await page.presses("Verder", doing="minutes")
    page = await page.presses("Verder", minutes="30")
    await adjust(cast["ina"], orange, "leave_out", leave_reason="not_prepared")
    late = await page.presses("Aanpassen")
    assert f"Ina Informatie paste {orange} aan" in late.words
    await draft_again(cast)
    assert "van de agenda gehaald door Ina" in draft_of(cast["cora"]).words
    async with cast.only(*COORDINATORS):
        await draft_of(cast["cora"]).presses("Laatste aanpassing terugdraaien")
        await draft_again(cast)
    assert "van de agenda gehaald" not in draft_of(cast["ina"]).words


async def approve_and_post(cast: Cast, meeting: Occurrence, codes: tuple[str, str]) -> None:
    """Only a process director approves; the post and the own times follow the changes."""
    assert "Keur goed" not in draft_of(cast["ina"]).words
    stranger = draft_of(cast["cora"]).before(cast["ina"])
    assert "bestaat niet, of het is niet voor u" in (await stranger.presses("Keur goed")).words
    await approve(cast["cora"])
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        await cast.move_to(meeting.posts_at)
    [post] = cast.agendas.posts
    red, orange = (words_of(post.cards).index(code) for code in codes)
    assert red < orange
    assert clock(meeting, 40) in words_of(post.cards)


async def test_a_case_is_taken_in_by_its_code_in_words_and_the_draft_waits_for_no_tick(
    database_url: str, directory: Path, teams: StandInTeams
) -> None:
    async with serve(database_url, directory, teams, STOPLICHT_TICK_SECONDS=A_DAY) as bot:
        cast = await gather_cast(bot)
        _, _, orange = await prepare(cast)
        await adjust(cast["cora"], orange, "leave_out", leave_reason="settled")
        async with asyncio.timeout(PATIENCE):
            while f"{orange} · 15 min" in draft_of(cast["cora"]).words:
                await asyncio.sleep(0.02)
        page = await cast["ina"].types(f"agenda {orange}")
        receipt = await page.goes_through((("Verder", {"doing": "take_in"}), ("Aanpassen", {})))
        assert f"{orange}: op de agenda gezet door Ina" in receipt.words
        await draft_again(cast)
        assert f"{orange} · 15 min" in draft_of(cast["cora"]).words
        assert CANARY not in read_everything(bot)
