"""What goes wrong in a database, by the word an operator reads for it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError, InboxKey
from storage.crypto import HouseKeys
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.migrate import migrate
from storage.postgresql import Patience
from tests.support.databases import PostgresqlServer
from tests.support.patience import PATIENCE

IMPATIENT = Patience(
    for_lock=timedelta(milliseconds=20),
    for_statement=timedelta(seconds=30),
    for_idle_transaction=timedelta(milliseconds=200),
)


_opened: list[KeyStore] = []


@pytest.fixture(autouse=True)
async def close_stores() -> AsyncIterator[None]:
    yield
    while _opened:
        await _opened.pop().close()


def open_database(url: str, directory: Path, patience: Patience | None = None) -> Database:
    keys = HouseKeys.make()
    _opened.append(KeyStore(f"sqlite+aiosqlite:///{directory / 'case-keys.db'}", keys.house))
    return Database(url, Fields(keys, _opened[-1]), patience)


def an_inbox_key(number: int) -> InboxKey:
    return InboxKey(channel="msteams", conversation="a:piet", activity=f"{number}")


async def test_a_file_that_may_only_be_read_is_no_file_to_serve_from(tmp_path: Path):
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}", tmp_path)
    await migrate(database.engine)
    assert await database.troubles() == []
    async with database.engine.connect() as connection:
        await connection.execute(text("PRAGMA query_only = ON"))
    assert await database.troubles() == ["database_read_only"]
    await database.close()


async def fill(database: Database, rows: int = 2000) -> None:
    async with database.work() as work:
        for number in range(rows):
            await work.inbox.open(an_inbox_key(number))


async def test_a_disk_without_room_is_said(tmp_path: Path):
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'house.db'}", tmp_path)
    await migrate(database.engine)
    async with database.engine.connect() as connection:
        pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(DatabaseAwayError) as away:
        await fill(database)
    assert away.value.trouble == "disk_full"
    await database.close()


async def test_a_damaged_file_is_refused_with_the_reason(tmp_path: Path):
    file = tmp_path / "house.db"
    database = open_database(f"sqlite+aiosqlite:///{file}", tmp_path)
    await migrate(database.engine)
    await database.close()
    content = bytearray(file.read_bytes())
    content[100 : len(content)] = b"\x07" * (len(content) - 100)
    file.write_bytes(content)
    database = open_database(f"sqlite+aiosqlite:///{file}", tmp_path)
    assert await database.troubles() == ["database_damaged"]
    await database.close()


async def test_a_file_that_is_no_database_is_refused_with_the_reason(tmp_path: Path):
    file = tmp_path / "house.db"
    file.write_text("a shopping list " * 100)
    database = open_database(f"sqlite+aiosqlite:///{file}", tmp_path)
    assert await database.troubles() == ["database_damaged"]
    await database.close()


async def test_connections_that_became_read_only_are_let_go_and_new_ones_write(
    postgresql: PostgresqlServer, tmp_path: Path, socket_enabled: None
):
    async with postgresql.fresh() as url:
        database = open_database(url, tmp_path)
        for _ in range(2):
            assert await database.troubles() == []
        # what a failover leaves: old sessions may only read, a new one may write
        async with database.engine.connect() as connection:
            await connection.execute(text("SET default_transaction_read_only = on"))
            await connection.commit()
        with pytest.raises(DatabaseAwayError) as away:
            await fill(database)
        assert away.value.trouble == "database_read_only"
        assert await database.troubles() == []
        await database.close()


async def test_who_waits_too_long_for_another_replica_may_try_again(
    postgresql: PostgresqlServer, tmp_path: Path, socket_enabled: None
):
    async with postgresql.fresh() as url:
        one, other = open_database(url, tmp_path), open_database(url, tmp_path, IMPATIENT)
        async with one.work() as frozen:
            await frozen.inbox.open(an_inbox_key(1))
            with pytest.raises(ConflictError):
                async with other.work() as work:
                    await work.inbox.open(an_inbox_key(1))
        await one.close()
        await other.close()


async def stand_still(frozen: Database, other: Database) -> None:
    async with frozen.work() as still:
        await still.inbox.open(an_inbox_key(1))
        async with other.work() as work:  # waits until the server ends the frozen one
            await work.inbox.open(an_inbox_key(1))
        await still.inbox.open(an_inbox_key(2))


async def test_a_replica_that_stands_still_in_a_transaction_loses_it_and_the_others_go_on(
    postgresql: PostgresqlServer, tmp_path: Path, socket_enabled: None
):
    async with postgresql.fresh() as url:
        frozen, other = open_database(url, tmp_path, IMPATIENT), open_database(url, tmp_path)
        with pytest.raises(DatabaseAwayError):
            await stand_still(frozen, other)
        await frozen.close()
        await other.close()


async def test_three_replicas_leave_room_in_a_server_as_it_comes(tmp_path: Path):
    database = open_database("postgresql+asyncpg://nobody@127.0.0.1:1/house", tmp_path)
    pool = database.engine.pool
    assert pool.size() + pool._max_overflow == 10
    await database.close()


async def end_all_sessions(url: str) -> None:
    """The server ends every session but this one, as when it starts anew."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await engine.dispose()


@pytest.mark.parametrize("trusted_within", [timedelta(0), timedelta(hours=1)])
async def test_a_connection_that_ended_while_it_rested_is_in_nobodys_way(
    postgresql: PostgresqlServer,
    tmp_path: Path,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    trusted_within: timedelta,
):
    """Noticed by asking it, or by what the driver heard meanwhile."""
    monkeypatch.setattr("storage.failures._TRUSTED_WITHIN", trusted_within)
    opened: list[Any] = []
    async with postgresql.fresh() as url:
        database = open_database(url, tmp_path)
        event.listen(database.engine.sync_engine, "connect", lambda one, _: opened.append(one))
        for _ in range(3):
            await fill(database, 1)
            await end_all_sessions(url)
            async with asyncio.timeout(PATIENCE):
                while not all(one.driver_connection.is_closed() for one in opened):
                    await asyncio.sleep(0.01)
        await fill(database, 1)
        await database.close()


async def test_a_connection_that_was_just_used_is_asked_nothing(
    postgresql: PostgresqlServer,
    tmp_path: Path,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
):
    pings = list[int]()
    async with postgresql.fresh() as url:
        database = open_database(url, tmp_path)
        dialect = database.engine.dialect
        monkeypatch.setattr(dialect, "do_ping", lambda _connection: not pings.append(1))
        await fill(database, 1)
        await fill(database, 1)
        assert pings == []
        monkeypatch.setattr("storage.failures._TRUSTED_WITHIN", timedelta(0))
        await fill(database, 1)
        assert pings == [1]
        await database.close()
