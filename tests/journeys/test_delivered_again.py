"""Teams delivers an activity again, and again at once: one effect, the same answer each time."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from storage.inbox import inbox
from storage.notices import outbox
from tests.support.databases import PostgresqlServer
from tests.support.journey import agenda_channel, find_person, on_both
from tests.support.person import Person, execute
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams


async def _rows(database_url: str) -> tuple[int, int]:
    """Activities noted and messages put in the outbox."""
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        noted = (await connection.execute(select(inbox.c.activity))).all()
        said = (await connection.execute(select(outbox.c.id))).all()
    await engine.dispose()
    return len(noted), len(said)


def _typed(person: Person) -> dict[str, Any]:
    return person.activity(person.message("help"))


async def _pressed(person: Person) -> dict[str, Any]:
    """A press in the channel: its effect is a private message, its answer has a body."""
    shown = await person.types("help")
    button = shown.card["actions"][0]
    return person.in_channel(agenda_channel()).activity(execute(button["data"]))


@on_both
async def test_an_activity_delivered_twice_has_one_effect(bot: Served, database_url: str):
    cora = find_person(bot, "cora")
    activity = await _pressed(cora)
    first = await bot.post(activity)
    await bot.settled()
    effects, seen = await _rows(database_url), bot.teams.visible
    assert first[0] == 200
    assert first[1]["statusCode"] == 200
    assert await bot.post(activity) == first
    await bot.settled()
    assert (await _rows(database_url), bot.teams.visible) == (effects, seen)


@on_both
async def test_an_activity_delivered_five_times_at_once_has_one_effect(
    bot: Served, database_url: str
):
    cora = find_person(bot, "cora")
    activity = await _pressed(cora)
    noted, said = await _rows(database_url)
    answers = await asyncio.gather(*(bot.post(activity) for _ in range(5)))
    await bot.settled()
    assert answers == [answers[0]] * 5
    assert answers[0][1]["statusCode"] == 200
    assert await _rows(database_url) == (noted + 1, said + 1)
    assert len(cora.cards) == 2


async def test_an_activity_without_an_id_is_known_by_its_content(bot: Served, database_url: str):
    activity = _typed(find_person(bot, "piet"))
    del activity["id"]
    for text in ("help", "help", "hulp"):
        await bot.post({**activity, "text": text})
    assert await _rows(database_url) == (2, 2)


async def test_the_same_words_said_again_are_answered_again(bot: Served, database_url: str):
    piet = find_person(bot, "piet")
    assert len(await piet.says("help")) == 1
    assert len(await piet.says("help")) == 1
    assert await _rows(database_url) == (2, 2)


async def test_different_people_at_once_are_all_answered(bot: Served):
    people = [find_person(bot, name) for name in ("cora", "piet", "olga", "gijs", "vera", "wim")]
    await asyncio.gather(*(bot.post(_typed(person)) for person in people))
    await bot.settled()
    assert [len(person.cards) for person in people] == [1] * 6


async def test_answers_in_one_conversation_keep_the_order_of_the_questions(bot: Served):
    connie = find_person(bot, "connie")
    for text in ("help", "abracadabra", "help"):
        await bot.post(connie.activity({"type": "message", "text": text}))
    await bot.settled()
    first, second, third = connie.cards
    assert first["body"] == third["body"] != second["body"]


class TestTwoServers:
    """Two processes on one PostgreSQL database."""

    @pytest.fixture
    async def servers(
        self, postgresql: PostgresqlServer, directory: Path, teams: StandInTeams
    ) -> AsyncIterator[tuple[Served, Served, str]]:
        async with (
            postgresql.fresh() as url,
            serve(url, directory, teams) as one,
            serve(url, directory, teams) as other,
        ):
            yield one, other, url

    async def test_five_deliveries_at_once_over_both_have_one_effect(
        self, servers: tuple[Served, Served, str]
    ):
        one, other, url = servers
        cora = find_person(one, "cora")
        activity = await _pressed(cora)
        noted, said = await _rows(url)
        doors = (one, other, one, other, other)
        answers = await asyncio.gather(*(door.post(activity) for door in doors))
        await one.settled()
        assert answers == [answers[0]] * 5
        assert answers[0][1]["statusCode"] == 200
        assert await _rows(url) == (noted + 1, said + 1)
        assert len(cora.cards) == 2

    async def test_many_questions_over_both_are_each_answered_once(
        self, servers: tuple[Served, Served, str]
    ):
        one, other, _ = servers
        people = [find_person(one, name) for name in ("cora", "piet", "olga", "gijs", "vera")]
        activities = [_typed(person) for person in people for _ in range(4)]
        await asyncio.gather(
            *(door.post(activity) for activity in activities for door in (one, other))
        )
        await one.settled()
        await other.settled()
        assert [len(person.cards) for person in people] == [4] * 5
