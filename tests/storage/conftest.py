"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.support.databases import KINDS, Database, SqliteFiles, open_engine


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
