"""Every storage test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.key_store import KeyStore
from tests.support.cases import CASE_ID
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


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    """Keys with one for the case of the tests."""
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE_ID)
    yield store
    await store.close()
