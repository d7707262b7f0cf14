import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.sqlite import open_sqlite

INSERT = text("INSERT INTO one VALUES (1)")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = open_sqlite(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}", pool_size=1, max_overflow=0)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE one (number INTEGER)"))
    yield engine
    await engine.dispose()


@pytest.fixture
def locked(engine: AsyncEngine) -> Iterator[sqlite3.Connection]:
    """Another process that has the write lock."""
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def insert(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(INSERT)


@pytest.fixture
def ran(engine: AsyncEngine) -> dict[str, int]:
    """The thread in which each statement ran last."""
    ran: dict[str, int] = {}

    def note(statement: str) -> None:
        ran[statement] = threading.get_ident()

    @event.listens_for(engine.sync_engine, "checkout")
    def watch(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(note)

    return ran


async def test_statements_run_in_the_event_loop_and_the_commit_beside_it(
    engine: AsyncEngine, ran: dict[str, int]
):
    here = threading.get_ident()
    for _ in range(2):
        await insert(engine)
        assert ran.pop("COMMIT") != here
        assert ran == {"BEGIN IMMEDIATE": here, INSERT.text: here}


async def test_what_changed_nothing_has_no_disk_to_wait_for(
    engine: AsyncEngine, ran: dict[str, int]
):
    await insert(engine)
    async with engine.begin() as connection:
        await connection.execute(text("SELECT number FROM one"))
    assert ran["COMMIT"] == threading.get_ident()


async def test_who_waits_for_the_lock_of_another_process_holds_up_nobody(
    engine: AsyncEngine, locked: sqlite3.Connection
):
    waiting = asyncio.create_task(insert(engine))
    for _ in range(3):
        await asyncio.sleep(0)  # the loop goes on while the task waits
    assert not waiting.done()

    locked.execute("COMMIT")
    await waiting


async def test_a_lock_that_is_kept_is_told_after_a_while(
    engine: AsyncEngine, locked: sqlite3.Connection
):
    hasty = open_sqlite(engine.url, timedelta(milliseconds=20), pool_size=1)
    with pytest.raises(OperationalError, match="locked"):
        await insert(hasty)
    locked.execute("COMMIT")
    await insert(hasty)
    await hasty.dispose()


async def test_who_stops_waiting_for_the_lock_leaves_nothing_behind(
    engine: AsyncEngine, locked: sqlite3.Connection
):
    waiting = asyncio.create_task(insert(engine))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    locked.execute("COMMIT")
    await insert(engine)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM one")) == 1
