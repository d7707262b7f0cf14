"""Two people at one button at the same moment: one effect, and the other is told who was first and
when. On PostgreSQL, where they really are at work at the same moment; SQLite lets in one at a time.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.journey import on_postgresql
from tests.support.journey_words import COLOUR, JUDGEMENT, SCREENING, WEIGHING
from tests.support.journey_world import World, build_world
from tests.support.person import Screen, Step, words_of
from tests.support.served import serve
from tests.support.teams import StandInTeams

NAMES = {"cora": "Cora Coordinator", "dirk": "Dirk Regisseur", "ina": "Ina Informatie"}
WHEN = re.compile(r"\d{2}-\d{2}-\d{4} \d{2}:\d{2}|\d{4}, \d{2}:\d{2}")


@pytest.fixture
async def world(database_url: str, directory: Path, teams: StandInTeams) -> AsyncIterator[World]:
    async with serve(database_url, directory, teams) as bot:
        yield await build_world(bot, database_url, directory)


def check_answers(answers: dict[str, str], done: str) -> None:
    """One of two did it; the other reads the name of the first, and the moment."""
    [first] = [name for name, words in answers.items() if done in words]
    [other] = set(answers) - {first}
    assert NAMES[first] in answers[other], answers[other]
    assert WHEN.search(answers[other]), answers[other]


async def press_at_once(world: World, verb: str, subject: str, done: str) -> None:
    token = await world.token(verb, subject)
    names = ("cora", "dirk")
    answers = await asyncio.gather(*(world.people[name].presses(token) for name in names))
    check_answers(
        {name: words_of(said) for name, (_, said) in zip(names, answers, strict=True)}, done
    )
    await world.bot.quiet()


async def finish_at_once(pages: list[Screen], steps: tuple[Step, ...], done: str) -> None:
    """Both fill in the same questions, and press the last button at the same moment."""
    *before, (last, _) = steps
    ready = [await page.goes_through(before) for page in pages]
    answers = await asyncio.gather(*(page.presses(last) for page in ready))
    check_answers({answer.person.name: answer.words for answer in answers}, done)


async def count(world: World, table: str, code: str) -> int:
    query = f"SELECT count(*) FROM {table} JOIN cases ON cases.id = case_id WHERE code = '{code}'"  # noqa: S608 - names of our own
    [[number]] = await world.rows(text(query))
    return int(number)


@on_postgresql
async def test_of_two_people_the_second_hears_who_was_first(world: World) -> None:
    await press_buttons_at_once(world)
    await finish_dialogs_at_once(world)


async def press_buttons_at_once(world: World) -> None:
    await press_at_once(world, "acute.take", "report", "behandelt deze melding")
    await press_at_once(world, "agenda.approve", "agenda", "Goedgekeurd door")
    await press_at_once(world, "delivery.arrived", "message", "Dank u")
    await press_at_once(world, "delivery.again", "other message", "Dank u")


async def finish_dialogs_at_once(world: World) -> None:
    cora, dirk, ina = (world.cast[name] for name in ("cora", "dirk", "ina"))
    submitted, tested, coloured = (
        world.codes[name] for name in ("submitted", "tested", "taken up")
    )
    pages = [await one.types(f"casus {submitted}", "Screenen") for one in (cora, ina)]
    await finish_at_once(pages, SCREENING, "is vastgelegd")
    assert await count(world, "screening", submitted) == 1

    pages = [await one.types(f"weeg {tested}") for one in (cora, dirk)]
    await finish_at_once(pages, WEIGHING, "C, procesregie")
    assert await count(world, "weighing", tested) == 1

    pages = [await one.types(f"kleur {coloured} rood") for one in (cora, dirk)]
    await finish_at_once(pages, COLOUR, "is nu")
    assert await count(world, "colour", coloured) == 2

    pages = [await open_judgement(world, name) for name in ("cora", "dirk")]
    await finish_at_once(pages, JUDGEMENT, "is gepland")
    told = [
        post for post in world.cast["piet"].posts if "U bent uitgenodigd" in words_of(post.activity)
    ]
    assert len(told) == 2


async def open_judgement(world: World, name: str) -> Screen:
    """The test of the report, from its card."""
    data = {"press": await world.token("acute.show", "report")}
    await world.cast[name].sends({"type": "message", "value": data, "replyToId": "1"})
    await world.bot.quiet()
    card = world.cast[name].newest(world.codes["reported"], "Toetsen en uitnodigen")
    return await card.presses("Toetsen en uitnodigen")
