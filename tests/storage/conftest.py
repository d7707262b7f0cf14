"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.databases import (
    KINDS,
    Database,
    PostgresqlServer,
    SqliteFiles,
    open_engine,
    run_postgresql,
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    with run_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


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
