"""An agenda from its cut-off to its channel, over HTTP, with business time moved by hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.journey import on_both, on_postgresql
from tests.support.journey_cast import COORDINATORS, Cast, gather_cast
from tests.support.journey_words import approve
from tests.support.person import words_of
from tests.support.served import ROOT, Served, serve
from tests.support.teams import StandInTeams

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def cast(bot: Served) -> Cast:
    return await gather_cast(bot, only=(*COORDINATORS, "piet"))


@on_both
async def test_an_agenda_is_drafted_approved_and_posted_once_at_its_hour(cast: Cast) -> None:
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    draft = cast["cora"].newest()
    assert "Concept, nog niet goedgekeurd." in draft.words

    await approve(cast["cora"])
    again = await draft.before(cast["dirk"]).presses("Keur goed")
    assert "al goedgekeurd door Cora Coordinator" in again.told

    await cast.move_to(meeting.posts_at - MINUTE)
    assert cast.agendas.posts == []
    await cast.move_to(meeting.posts_at)
    await cast.move_to(meeting.starts_at - MINUTE)
    (post,) = cast.agendas.posts
    assert "Er staat geen casus op deze agenda." in words_of(post.cards)
    assert "Later geplaatst" not in words_of(post.cards)
    assert post.edits == 1
    assert "Geplaatst op" in cast["cora"].newest().words


@on_postgresql
async def test_a_machine_that_was_down_at_the_hour_posts_late_and_says_so(cast: Cast) -> None:
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await approve(cast["cora"])
    await cast.move_to(meeting.posts_at + 90 * MINUTE)
    (post,) = cast.agendas.posts
    assert "Later geplaatst dan gepland" in words_of(post.cards)


async def test_an_agenda_nobody_approved_is_never_posted_and_the_directors_are_told(
    cast: Cast,
) -> None:
    meeting = await cast.next_meeting()
    await cast.move_to(meeting.cut_off_at)
    await cast.move_to(meeting.posts_at)
    assert "niemand heeft het concept goedgekeurd" in cast["cora"].newest().words
    await cast.move_to(meeting.starts_at)
    assert "Niemand keurde een agenda goed" in cast["cora"].newest().words
    assert cast.agendas.posts == []


@pytest.fixture
async def own_planners(
    database_url: str, directory: Path, teams: StandInTeams
) -> AsyncIterator[Cast]:
    """A bot that was started cold: what its planners are forked from is its own."""
    async with serve(database_url, directory, teams, PYTHONPATH=str(ROOT)) as bot:
        yield await gather_cast(bot, only=COORDINATORS)


async def test_a_director_asks_for_a_draft_before_the_cut_off(own_planners: Cast) -> None:
    cast = own_planners
    await cast.bot.advance(1)
    [shown] = await cast["cora"].says("agenda")
    pressed = await shown.presses("Maak nu een concept")
    assert "Er wordt nu een concept gemaakt." in pressed.words
    await cast.bot.advance(1)
    await cast.bot.quiet()
    assert "Concept, nog niet goedgekeurd." in cast["cora"].newest().words


async def test_a_professional_has_no_agenda_command(cast: Cast) -> None:
    assert "niet voor u" in await cast["piet"].hears("agenda")
