"""What was erased leaves SQLite's log too, also while the database is read."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ports.turns import DatabaseAwayError
from storage.sqlite import open_sqlite, open_sqlite_to_read
from storage.write_ahead_log import WriteAheadLog

READ = text("SELECT number FROM one")


@pytest.fixture
async def writer(tmp_path: Path, socket_enabled: None) -> AsyncIterator[AsyncEngine]:
    engine = open_sqlite(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number)"))
        await connection.execute(text("INSERT INTO one VALUES (1)"))
    yield engine
    await engine.dispose()


@pytest.fixture
async def reader(writer: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    engine = open_sqlite_to_read(writer.url)
    yield engine
    await engine.dispose()


async def read_while(reader: AsyncEngine, log: WriteAheadLog, looks: int) -> asyncio.Task[None]:
    """Read something, and go on reading while the log is wiped for so many looks."""
    async with reader.begin() as connection:
        await connection.execute(READ)
        wiping = asyncio.create_task(log.wipe())
        await asyncio.wait([wiping], timeout=looks * 0.01)
    return wiping


async def test_who_reads_for_a_moment_holds_up_no_wiping(
    writer: AsyncEngine, reader: AsyncEngine
) -> None:
    log = WriteAheadLog(str(writer.url), writer, reader)
    await (await read_while(reader, log, looks=3))
    assert Path(f"{writer.url.database}-wal").stat().st_size == 0


async def test_who_goes_on_reading_holds_it_up_and_it_says_so(
    writer: AsyncEngine, reader: AsyncEngine
) -> None:
    log = WriteAheadLog(str(writer.url), writer, reader)
    wiping = await read_while(reader, log, looks=1_000)
    with pytest.raises(DatabaseAwayError):
        await wiping
