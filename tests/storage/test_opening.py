"""How the databases are opened: readers only read, and no error says what was written."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.member import Organisation, OrganisationType
from services.ports.turns import DatabaseAwayError
from storage.crypto import HouseKeys, make_key
from storage.database import Database as HouseDatabase
from storage.failures import begin
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.postgresql import Patience
from tests.support.canaries import CANARY
from tests.support.databases import Database, PostgresqlServer
from tests.support.outbox import PostOffice

POLICE = Organisation(id="police", name="Politie", type=OrganisationType.PUBLIC_PARTICIPANT)


@asynccontextmanager
async def open_engines(office: PostOffice, directory: Path) -> AsyncIterator[list[AsyncEngine]]:
    keys = KeyStore(f"sqlite+aiosqlite:///{directory / 'keys.db'}", make_key())
    try:
        yield [office.database._engine, office.database._reader, keys._engine]
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
    assert office.database._engine.pool.size() == 1
    async with office.database.work() as work:
        await work.people.save_organisation(POLICE)
        async with office.database.reading() as beside:
            assert await beside.people.organisations() == []


def _only_read(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


async def make_read_only(database: Database, office: PostOffice) -> None:
    """Let every connection from now on write nothing, as after a failover."""
    if database.kind == "sqlite":
        event.listen(office.database._engine.sync_engine, "connect", _only_read)
        return
    async with database.engine.begin() as connection:
        name = await connection.scalar(text("SELECT current_database()"))
        await connection.exec_driver_sql(
            f"ALTER DATABASE {name} SET default_transaction_read_only = on"
        )


async def test_a_database_that_is_only_read_from_is_in_trouble(
    database: Database, office: PostOffice
) -> None:
    await make_read_only(database, office)
    assert await office.database.troubles() == ["database_read_only"]
    if database.kind == "postgresql":
        name = database.url.partition("@/")[2].partition("?")[0]
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("SET default_transaction_read_only = off")
            await connection.commit()
            await connection.exec_driver_sql(
                f"ALTER DATABASE {name} RESET default_transaction_read_only"
            )
            await connection.commit()


async def test_a_database_of_another_version_is_in_trouble(
    database: Database, office: PostOffice
) -> None:
    assert await office.database.troubles() == []
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert await office.database.troubles() == ["database_at_other_version"]
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE makes_it_unfit_for_others (id integer)"))


async def test_postgresql_lets_no_statement_take_too_long(
    postgresql: PostgresqlServer, tmp_path: Path, socket_enabled: None
) -> None:
    keys = HouseKeys.make()
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", keys.house)
    impatient = Patience(for_statement=timedelta(milliseconds=500))
    async with postgresql.fresh() as url:
        database = HouseDatabase(url, Fields(keys, store), impatient)
        with pytest.raises(DatabaseAwayError) as away:
            async with begin(database.engine) as connection:
                await connection.execute(text("SELECT pg_sleep(30)"))
        assert away.value.trouble == "database_away"
        await database.close()
    await store.close()
