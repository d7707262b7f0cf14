"""A process director moves a meeting and calls it off, over HTTP: in the same post, and told once
to who was to come; the bot is killed between the window and its answer.
"""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.schedule import Occurrence
from tests.support.databases import SqliteFiles
from tests.support.journey import on_postgresql
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast, gather_cast
from tests.support.journey_words import approve, colour_red, refer, screen, take_up
from tests.support.person import Screen, words_of
from tests.support.served import serve
from tests.support.teams import StandInTeams

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
HOUSE_TIME = ZoneInfo("Europe/Amsterdam")
NEXT, MOVE, CALL_OFF = "Verder", "Overleg verplaatsen", "Overleg afzeggen"
TOO_FEW = {"call_off_reason": "too_few_partners"}


async def bring_to_agenda(cast: Cast) -> Occurrence:
    """An approved agenda with one red case; its meeting."""
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await colour_red(cast["cora"], code)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    return meeting


async def open_window(cast: Cast, title: str, name: str = "cora") -> Screen:
    return await cast[name].newest("Agenda van", title).presses(title)


@on_postgresql
async def test_a_posted_meeting_is_moved_and_then_called_off_by_its_director(cast: Cast) -> None:
    meeting = await bring_to_agenda(cast)
    await cast.move_to(meeting.posts_at)
    assert MOVE not in cast["ina"].newest("Agenda van").words
    page = await open_window(cast, MOVE)
    to = (meeting.starts_at + DAY).astimezone(HOUSE_TIME)
    wrong = await page.presses(NEXT, held_on=to.date().isoformat(), starts="half elf")
    assert "Typ een tijd in stappen van vijf minuten" in wrong.words
    late = await open_window(cast, CALL_OFF, "dirk")
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        page = await wrong.presses(NEXT, held_on=to.date().isoformat(), starts="10:30")
        moved = await page.presses(MOVE)
    assert "verplaatst" in moved.words.casefold()
    (post,) = cast.agendas.posts
    assert "Verplaatst." in words_of(post.cards)
    assert "Verplaatst." in cast["piet"].newest("U bent nodig").words
    assert "10:30" in cast["piet"].newest("U bent nodig").words
    refused = await late.presses(NEXT, **TOO_FEW)
    assert "Cora Coordinator wijzigde dit overleg" in refused.words
    async with cast.only():
        await cast.bot.advance(60)
    async with cast.only(CHANNEL, *COORDINATORS, "piet", "gijs"):
        window = await open_window(cast, CALL_OFF)
        await (await window.presses(NEXT, **TOO_FEW)).presses(CALL_OFF)
    (post,) = cast.agendas.posts
    assert "Vervallen." in words_of(post.cards)
    assert "te weinig partners kunnen komen" in words_of(post.cards)
    assert "gaat niet door" in cast["piet"].newest("U hoeft niet te komen").words
    async with cast.only():
        await cast.bot.advance(60)


async def test_the_bot_may_be_killed_between_the_window_and_its_answer(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    async with sqlite_files.fresh() as url, StandInTeams() as teams:
        async with serve(url, tmp_path, teams) as bot:
            cast = await gather_cast(bot, only=(*COORDINATORS, "piet", "gijs"))
            meeting = await bring_to_agenda(cast)
            await cast.move_to(meeting.posts_at - 5 * MINUTE)
            page = await open_window(cast, MOVE)
            await bot.kill()
        to = (meeting.starts_at + timedelta(hours=2)).astimezone(HOUSE_TIME)
        async with serve(url, tmp_path, teams) as bot:
            cast.move_over(bot)
            answers = {"held_on": to.date().isoformat(), "starts": f"{to:%H:%M}"}
            await (await page.presses(NEXT, **answers)).presses(MOVE)
            await cast.move_to(meeting.posts_at)
            await bot.quiet()
        (post,) = cast.agendas.posts
        assert f"{to:%H:%M}" in words_of(post.cards)
        assert "Verplaatst." not in words_of(post.cards)
