"""A journey: a bot as a real process, a stand-in Teams, and the people of the pretend house.

@on_both
async def test_somebody_asks_for_help(cast: Cast) -> None:
    assert "help" in (await cast["piet"].types("help")).words

SQLite unless marked ``@on_postgresql`` or ``@on_both`` (tests.support.journey). For a restart:
``async with serve(...)`` twice with the same ``database_url``, ``directory`` and ``teams``.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.databases import SqliteFiles
from tests.support.journey_cast import Cast, gather_cast
from tests.support.journey_world import World, build_world
from tests.support.served import Served, serve
from tests.support.teams import StandInTeams


@pytest.fixture
def database_kind() -> str:
    """Which database; ``@on_both`` makes it each in turn."""
    return "sqlite"


@pytest.fixture
async def database_url(
    database_kind: str, request: pytest.FixtureRequest, sqlite_files: SqliteFiles
) -> AsyncIterator[str]:
    """A database at the newest version, without anybody in it."""
    server = sqlite_files if database_kind == "sqlite" else request.getfixturevalue("postgresql")
    async with server.fresh() as url:
        yield url


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where keys and checkpoints outlive a restart."""
    return tmp_path


@pytest.fixture
async def teams() -> AsyncIterator[StandInTeams]:
    async with StandInTeams() as stand_in:
        yield stand_in


@pytest.fixture
async def cast(bot: Served) -> Cast:
    """Everybody of the house."""
    return await gather_cast(bot)


@pytest.fixture
async def bot(database_url: str, directory: Path, teams: StandInTeams) -> AsyncIterator[Served]:
    async with serve(database_url, directory, teams) as served:
        yield served


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(
    sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A house in the middle of its work, for all tests of a module."""
    directory = tmp_path_factory.mktemp("house")
    async with (
        sqlite_files.fresh() as url,
        StandInTeams() as teams,
        serve(url, directory, teams) as bot,
    ):
        yield await build_world(bot, url, directory)
