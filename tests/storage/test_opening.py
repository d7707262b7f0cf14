"""How the databases are opened: readers only read, and no error says what was written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.member import Organisation, OrganisationType
from services.ports.turns import DatabaseAwayError
from storage.crypto import make_key
from storage.key_store import KeyStore
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.outbox import PostOffice

POLICE = Organisation(id="police", name="Politie", type=OrganisationType.PUBLIC_PARTICIPANT)


@asynccontextmanager
async def open_engines(office: PostOffice, directory: Path) -> AsyncIterator[list[AsyncEngine]]:
    keys = KeyStore(f"sqlite+aiosqlite:///{directory / 'keys.db'}", make_key())
    try:
        yield [office.database._writer, office.database._reader, keys._engine]
    finally:
        await keys.close()


async def test_no_error_says_what_was_asked_or_written(office: PostOffice, tmp_path: Path) -> None:
    async with open_engines(office, tmp_path) as engines:
        for engine in engines:
            with pytest.raises(DBAPIError) as failed:
                async with engine.begin() as connection:
                    await connection.execute(
                        text("INSERT INTO nowhere VALUES (:word)"), {"word": CANARY}
                    )
            assert CANARY not in str(failed.value)


async def test_who_reads_on_sqlite_changes_nothing(database: Database, office: PostOffice) -> None:
    if database.kind != "sqlite":
        return  # its readers are the writers: there PostgreSQL lets nobody wait
    with pytest.raises(DatabaseAwayError):
        async with office.database.reading() as work:
            await work.people.save_organisation(POLICE)
    async with office.database.reading() as work:
        assert await work.people.organisations() == []


async def test_sqlite_has_one_writer_and_who_reads_waits_for_nobody(
    database: Database, office: PostOffice
) -> None:
    if database.kind != "sqlite":
        return
    assert office.database._writer.pool.size() == 1
    async with office.database.work() as work:
        await work.people.save_organisation(POLICE)
        async with office.database.reading() as beside:
            assert await beside.people.organisations() == []
