"""Those who wait for SQLite's one writer share a COMMIT: nothing is told before it is on the disk,
nobody takes another along, and nobody holds up those who are done.
"""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError
from storage.sqlite import open_sqlite
from storage.sqlite_driver import LOCK_WITHIN, LoopConnection
from storage.transaction import Transaction
from storage.write_ahead_log import WriteAheadLog
from storage.writers import FileWriter

INSERT = text("INSERT INTO one VALUES (:number)").bindparams(bindparam("number"))
NEVER = timedelta(hours=1)
Between = Callable[[], Awaitable[Any]]


async def do_nothing() -> None:
    """Go on at once."""


@dataclass
class Desk:
    """A file with one table, and whoever writes in it."""

    path: Path
    statements: list[str] = field(default_factory=list)
    opened: list[AsyncEngine] = field(default_factory=list)

    def open(
        self,
        held_within: timedelta = NEVER,
        lock_within: timedelta = LOCK_WITHIN,
        **limits: timedelta,
    ) -> FileWriter:
        engine = self.open_engine(lock_within)
        event.listen(engine.sync_engine, "connect", self._listen)
        self.writer = FileWriter(
            engine, WriteAheadLog(str(engine.url), engine, engine), held_within, **limits
        )
        return self.writer

    def open_engine(self, lock_within: timedelta) -> AsyncEngine:
        self.opened.append(
            open_sqlite(f"sqlite+aiosqlite:///{self.path}", lock_within, pool_size=1)
        )
        return self.opened[-1]

    def _listen(self, connection: LoopConnection, _record: object) -> None:
        connection.set_trace_callback(self.statements.append)

    @property
    def commits(self) -> int:
        return self.statements.count("COMMIT")

    def read(self) -> list[int]:
        """What another process reads now."""
        with closing(sqlite3.connect(self.path)) as other:
            return [row[0] for row in other.execute("SELECT number FROM one ORDER BY number")]

    async def write(self, number: int, between: Between = do_nothing) -> None:
        async with self.writer.together() as transaction:
            await transaction.execute(INSERT, {"number": number})
            await between()

    async def write_alone(self, number: int, between: Between = do_nothing) -> None:
        async with self.writer.alone() as transaction:
            await transaction.execute(INSERT, {"number": number})
            await between()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opened = Desk(tmp_path / "one.db")
    opened.open()
    async with opened.writer.alone() as transaction:
        await transaction.execute(text("CREATE TABLE one (number INTEGER)"))
    opened.statements.clear()
    yield opened
    await opened.writer.finish()
    for engine in opened.opened:
        await engine.dispose()


class Disk:
    """A disk that a test holds up, or lets fail."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._goes_on = threading.Event()
        self.is_full = False
        write = sqlite3.Connection.commit

        def commit(connection: sqlite3.Connection) -> None:
            self._goes_on.wait(20)
            if self.is_full:
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
                raise error
            write(connection)

        patch.setattr(LoopConnection, "write_to_disk", commit)

    def go_on(self) -> None:
        self._goes_on.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def begin(*writing: Awaitable[None]) -> list["asyncio.Task[None]"]:
    return [asyncio.ensure_future(one) for one in writing]


async def a_moment() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_who_waits_for_the_writer_shares_one_way_to_the_disk(desk: Desk):
    await asyncio.gather(*(desk.write(number) for number in range(6)))
    assert desk.read() == list(range(6))
    assert desk.commits == 2  # of the first, and of those who waited meanwhile


async def test_nobody_hears_anything_before_it_is_on_the_disk(desk: Desk, disk: Disk):
    writing = begin(*(desk.write(number) for number in range(3)))
    await a_moment()
    assert [one.done() for one in writing] == [False] * 3
    assert desk.read() == []
    disk.go_on()
    await asyncio.gather(*writing)
    assert desk.read() == [0, 1, 2]


async def fail() -> None:
    raise LookupError


@pytest.mark.parametrize("broken", range(4))
async def test_who_breaks_takes_nobody_along(desk: Desk, disk: Disk, broken: int):
    writing = begin(
        desk.write(99), *(desk.write(n, fail if n == broken else do_nothing) for n in range(4))
    )
    await a_moment()
    disk.go_on()
    ends = await asyncio.gather(*writing, return_exceptions=True)
    assert [type(end) for end in ends if end] == [LookupError]
    assert desk.read() == [n for n in range(4) if n != broken] + [99]


async def test_who_breaks_first_leaves_nothing_and_the_next_begins_anew(desk: Desk):
    ends = await asyncio.gather(desk.write(1, fail), desk.write(2), return_exceptions=True)
    assert [type(end) for end in ends] == [LookupError, type(None)]
    assert desk.read() == [2]


async def test_a_disk_that_fails_fails_all_who_waited_for_it(desk: Desk, disk: Disk):
    disk.is_full = True
    writing = begin(*(desk.write(number) for number in range(4)))
    await a_moment()
    disk.go_on()
    ends = await asyncio.gather(*writing, return_exceptions=True)
    assert [getattr(end, "trouble", end) for end in ends] == ["disk_full"] * 4
    assert desk.read() == []
    disk.is_full = False
    await desk.write(7)
    assert desk.read() == [7]


@pytest.mark.parametrize("is_told", [True, False])
async def test_what_sqlite_undoes_by_itself_is_undone_for_all(
    desk: Desk, disk: Disk, is_told: bool
):
    """As on a full disk; also when whoever noticed goes on as if nothing was wrong."""

    async def lose(number: int) -> None:
        async with desk.writer.together() as transaction:
            await transaction.execute(INSERT, {"number": number})
            await transaction.run_sync(lambda sync: sync.connection.driver_connection.rollback())
            if is_told:
                raise LookupError

    writing = begin(desk.write(0), desk.write(1), lose(2), desk.write(3))
    await a_moment()
    disk.go_on()
    first, second, third, fourth = await asyncio.gather(*writing, return_exceptions=True)
    assert (first, fourth) == (None, None)
    assert isinstance(second, DatabaseAwayError)
    assert isinstance(third, LookupError if is_told else DatabaseAwayError)
    assert desk.read() == [0, 3]


@pytest.fixture
def hurried(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Whoever is done waits for nobody who cannot go on at once."""
    monkeypatch.setattr(FileWriter, "_is_open", lambda *_: True)
    desk.open(held_within=timedelta(0))
    return desk


@pytest.mark.parametrize("statement", ["SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"])
async def test_a_savepoint_that_fails_fails_all_who_share_it_and_holds_up_nobody(
    desk: Desk, disk: Disk, statement: str
):
    refused = [f"{statement} member"]

    @event.listens_for(desk.opened[-1].sync_engine, "before_cursor_execute")
    def refuse(_connection: Any, _cursor: Any, asked: str, *_rest: Any) -> None:
        if asked in refused:
            refused.remove(asked)
            raise OperationalError(asked, {}, sqlite3.OperationalError("disk I/O error"))

    breaks = fail if "ROLLBACK" in statement else do_nothing
    writing = begin(desk.write(0), desk.write(1), desk.write(2, breaks), desk.write(3))
    await a_moment()
    disk.go_on()
    async with asyncio.timeout(20):
        first, second, third, fourth = await asyncio.gather(*writing, return_exceptions=True)
    assert (first, fourth) == (None, None)
    assert isinstance(second, DatabaseAwayError)
    assert isinstance(third, DatabaseAwayError | LookupError)
    assert desk.read() == [0, 3]


async def test_who_is_slow_does_not_hold_up_those_who_are_done(hurried: Desk):
    desk = hurried
    stuck = asyncio.Event()
    first, quick, slow = begin(desk.write(1), desk.write(2), desk.write(3, stuck.wait))
    await asyncio.gather(first, quick)
    assert desk.read() == [1, 2]
    stuck.set()
    with pytest.raises(ConflictError):
        await slow
    await desk.write_alone(3)
    assert desk.read() == [1, 2, 3]


async def test_who_was_too_slow_may_ask_and_write_nothing_more(hurried: Desk):
    desk = hurried
    stuck, inside = asyncio.Event(), list[Transaction]()

    async def be_slow() -> None:
        async with desk.writer.together() as transaction:
            inside.append(transaction)
            await stuck.wait()
            await transaction.execute(INSERT, {"number": 3})

    first, quick, slow = begin(desk.write(1), desk.write(2), be_slow())
    await asyncio.gather(first, quick)
    stuck.set()
    with pytest.raises(ConflictError):
        await slow
    assert desk.read() == [1, 2]
    assert inside[0].has_ended


async def test_who_works_alone_may_take_its_time(hurried: Desk):
    desk = hurried
    goes_on = asyncio.Event()
    first, slow, behind = begin(desk.write(1), desk.write_alone(2, goes_on.wait), desk.write(3))
    await first
    await a_moment()
    assert desk.read() == [1]
    goes_on.set()
    await asyncio.gather(slow, behind)
    assert desk.read() == [1, 2, 3]


async def test_who_works_alone_joins_nobody(desk: Desk, disk: Disk):
    writing = begin(*(desk.write(number) for number in range(3)), desk.write_alone(9))
    await a_moment()
    disk.go_on()
    await asyncio.gather(*writing)
    assert desk.commits == 3


async def test_a_group_is_closed_in_time_however_many_wait(desk: Desk):
    desk.open(held_within=timedelta(0))
    await asyncio.gather(*(desk.write(number) for number in range(5)))
    assert desk.commits == 5


async def test_who_goes_away_while_waiting_leaves_no_gap(desk: Desk, disk: Disk):
    first, second, third = begin(desk.write(1), desk.write(2), desk.write(3))
    await a_moment()
    second.cancel()
    disk.go_on()
    await asyncio.gather(first, third)
    assert desk.read() == [1, 3]


async def test_who_goes_away_when_it_was_just_called_passes_its_turn_on(
    desk: Desk, disk: Disk, monkeypatch: pytest.MonkeyPatch
):
    [first, second, third] = begin(desk.write(1), desk.write(2), desk.write(3))
    await a_moment()
    place, pass_on = desk.writer._row[0], desk.writer._pass_on

    def pass_on_and_cancel(group: Any) -> None:
        pass_on(group)
        if place.called.done():
            second.cancel()

    monkeypatch.setattr(desk.writer, "_pass_on", pass_on_and_cancel)
    disk.go_on()
    async with asyncio.timeout(20):
        await asyncio.gather(first, third)
    assert second.cancelled()
    assert desk.read() == [1, 3]


async def test_who_goes_away_inside_has_no_effect_and_holds_up_nobody(desk: Desk):
    stuck = asyncio.Event()
    [first] = begin(desk.write(1, stuck.wait))
    await a_moment()
    first.cancel()
    await desk.write(2)
    assert desk.read() == [2]


async def test_who_goes_away_while_it_waits_for_the_disk_has_written(desk: Desk, disk: Disk):
    [first] = begin(desk.write(1))
    await a_moment()
    first.cancel()
    disk.go_on()
    await desk.write(2)
    assert desk.read() == [1, 2]


async def test_who_is_not_called_in_time_hears_that_the_database_is_away(desk: Desk):
    desk.open(called_within=timedelta(0))
    stuck = asyncio.Event()
    [first] = begin(desk.write_alone(1, stuck.wait))
    await a_moment()
    with pytest.raises(DatabaseAwayError) as away:
        await desk.write(2)
    assert away.value.trouble == "database_away"
    stuck.set()
    await first
    await desk.write(3)
    assert desk.read() == [1, 3]


async def test_who_finds_the_file_locked_says_so_and_the_next_tries_again(desk: Desk):
    desk.open(lock_within=timedelta(milliseconds=20))
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ends = await asyncio.gather(desk.write(1), desk.write(2), return_exceptions=True)
        assert [getattr(end, "trouble", end) for end in ends] == ["database_locked"] * 2
    await desk.write(3)
    assert desk.read() == [3]


async def test_who_finds_the_file_locked_goes_on_once_it_is_free(desk: Desk):
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        [writing] = begin(desk.write(1))
        await a_moment()
        other.execute("COMMIT")
        await writing
    assert desk.read() == [1]


async def test_finishing_waits_for_what_was_begun(desk: Desk, disk: Disk):
    [writing] = begin(desk.write(1))
    await a_moment()
    finishing = asyncio.create_task(desk.writer.finish())
    await a_moment()
    assert not finishing.done()
    disk.go_on()
    await finishing
    assert desk.read() == [1]
    await writing
