"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.databases import KINDS, Database, SqliteFiles, open_engine
from tests.support.outbox import PostOffice, open_post_office


@pytest.fixture(params=KINDS)
async def database(
    request: pytest.FixtureRequest, sqlite_files: SqliteFiles, socket_enabled: None
) -> AsyncIterator[Database]:
    kind = request.param
    server = sqlite_files if kind == "sqlite" else request.getfixturevalue("postgresql")
    async with server.fresh() as url:
        engine = open_engine(url)
        yield Database(kind=kind, url=url, engine=engine)
        await engine.dispose()


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """The outbox of this database."""
    async with open_post_office(database.url, tmp_path) as opened:
        yield opened
