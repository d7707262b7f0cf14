"""A posted agenda whose meeting is moved or cancelled by its schedule, over HTTP."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from domain.schedule import Occurrence
from storage.schedules import schedule, schedule_move
from tests.support.databases import open_engine
from tests.support.journey import on_both, on_postgresql, read_pretend_house
from tests.support.journey_cast import CHANNEL, COORDINATORS, Cast, gather_cast
from tests.support.journey_words import approve, colour_red, refer, screen, take_up
from tests.support.person import words_of
from tests.support.served import Served

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
OWN_TIMES = "Wanneer u nodig bent"
POSTED = "krijgt de eigen tijden in een persoonlijk bericht"


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*COORDINATORS, "piet", "olga"))


async def bring_to_agenda(cast: Cast) -> Occurrence:
    """Approve an agenda with one red case that asks for the police; its meeting."""
    code = await refer(cast["piet"])
    await screen(cast["ina"], code)
    await take_up(cast["cora"], code)
    await colour_red(cast["cora"], code)
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    return meeting


async def change_schedule(url: str, cast: Cast, meeting: Occurrence, held_on: date | None) -> None:
    """What ``house load`` does: move this meeting, or hold none any more; the clock follows."""
    engine = open_engine(url)
    async with engine.begin() as connection:
        if held_on is None:
            today = await cast.bot.today()
            await connection.execute(update(schedule).values(ended_on=today))
        else:
            [weekly] = read_pretend_house().schedules
            moved = {"planned_on": meeting.planned_on, "held_on": held_on}
            values = {**moved, "schedule": weekly.id, "starts_at": weekly.starts_at}
            await connection.execute(insert(schedule_move).values(values))
    await engine.dispose()
    await cast.bot.advance(1)
    await cast.bot.quiet()


@on_postgresql
async def test_a_posted_meeting_that_is_cancelled_is_told_to_who_was_to_come_and_in_its_post(
    cast: Cast, database_url: str
) -> None:
    meeting = await bring_to_agenda(cast)
    await cast.move_to(meeting.posts_at)
    assert OWN_TIMES in await cast["piet"].hears("mijn")
    async with cast.only(CHANNEL, *COORDINATORS, "piet"):
        await change_schedule(database_url, cast, meeting, None)
    (post,) = cast.agendas.posts
    assert "Vervallen." in words_of(post.cards)
    assert POSTED not in words_of(post.cards)
    assert "gaat niet door" in cast["piet"].newest("U hoeft niet te komen").words
    assert OWN_TIMES not in await cast["piet"].hears("mijn")
    async with cast.only():
        await cast.bot.advance(60)


async def test_a_posted_meeting_that_is_moved_is_told_with_the_new_times_and_in_its_post(
    cast: Cast, database_url: str
) -> None:
    meeting = await bring_to_agenda(cast)
    await cast.move_to(meeting.posts_at)
    async with cast.only(CHANNEL, *COORDINATORS, "piet"):
        await change_schedule(database_url, cast, meeting, meeting.planned_on + DAY)
    (post,) = cast.agendas.posts
    assert "Verplaatst." in words_of(post.cards)
    assert POSTED in words_of(post.cards)
    assert "Later geplaatst" not in words_of(post.cards)
    assert "Verplaatst." in cast["piet"].newest("U bent nodig").words
    async with cast.only():
        await cast.bot.advance(60)


@on_both
async def test_a_meeting_moved_five_minutes_before_posting_is_posted_once(
    cast: Cast, database_url: str
) -> None:
    meeting = await bring_to_agenda(cast)
    await cast.move_to(meeting.posts_at - 5 * MINUTE)
    async with cast.only(*COORDINATORS, "piet"):  # whether the police comes is asked anew
        await change_schedule(database_url, cast, meeting, meeting.planned_on + DAY)
    async with cast.only():
        await cast.move_to(meeting.posts_at + HOUR)
    async with cast.only(CHANNEL, *COORDINATORS, "piet"):
        await cast.move_to(meeting.posts_at + DAY)
    (post,) = cast.agendas.posts
    assert "Verplaatst." not in words_of(post.cards)
