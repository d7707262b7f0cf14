"""Who may write, and when it is on the disk. SQLite has one writer at a time: those who wait for it
meanwhile share one COMMIT, each inside a savepoint of its own, and each hears that it is done only
when that COMMIT is on the disk (``docs/decisions/0029``).
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Executable, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError
from storage.at_once import run_at_once
from storage.failures import begin, connect, name_trouble, named_errors
from storage.postgresql import CONNECT_WITHIN
from storage.transaction import Transaction, is_locked
from storage.write_ahead_log import WriteAheadLog

HELD_WITHIN: Final = timedelta(milliseconds=50)


class Writer(Protocol):
    """Opens transactions that change something."""

    def alone(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that may take its time: nobody who is done waits for it."""

    def together(self) -> AbstractAsyncContextManager[Transaction]:
        """A short transaction that may share its COMMIT. Raises ConflictError, and had no effect,
        when others waited for it too long: it may be done again, alone.
        """

    async def finish(self) -> None:
        """Wait until what was begun has ended."""


@dataclass(frozen=True, slots=True)
class ServerWriter:
    """PostgreSQL: a connection for each; the server itself lets those share that end at once."""

    engine: AsyncEngine

    def alone(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction."""
        return begin(self.engine)

    together = alone

    async def finish(self) -> None:
        """Wait for nobody: whoever has a connection ends it."""


class _Group:
    """Transactions with one COMMIT. ``on_disk`` gets the word of what went wrong, empty when
    nothing did; ``inside`` is who works now; ``closes_at`` counts from the first who was done.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.on_disk: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.inside: Transaction | None = None
        self.closes_at: float | None = None
        self.timer: asyncio.Handle | None = None
        self.trouble = ""
        self._is_lost = False

    @property
    def has_members(self) -> bool:
        """Somebody is done and waits for the disk."""
        return self.closes_at is not None

    @property
    def is_undone(self) -> bool:
        """SQLite rolled back everything by itself, as it does on a full disk; or it must be."""
        if self._is_lost:
            return True
        sync = self._connection.sync_connection
        driver = sync and sync.connection.driver_connection
        return driver is None or not driver.in_transaction

    def begin(self) -> Transaction:
        """Let somebody in. Who comes first needs no savepoint: all there is to undo is its own."""
        self.inside = Transaction(self._connection)
        if self.has_members:
            self._run(_SAVEPOINT)
        return self.inside

    def keep(self) -> None:
        """Keep what was done inside."""
        self._let_out()
        if self.has_members and not self.is_undone:
            self._run(_RELEASE)

    def undo(self) -> None:
        """Undo what was done inside; with nobody else the end undoes it."""
        self._let_out()
        if self.has_members and not self.is_undone:
            self._run(_UNDO)

    async def end(self) -> None:
        """Write it to the disk, and tell."""
        if self.timer is not None:
            self.timer.cancel()
        self.on_disk.set_result(await self._end())

    async def _end(self) -> str:
        try:
            if self.has_members and self.is_undone:
                return self.trouble or "disk_trouble"
            if self.has_members:
                await self._commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing is on the disk
            await self._connection.invalidate()  # with all that it still holds
            return name_trouble(error)
        finally:
            _sync(self._connection).close()
        return ""

    async def _commit(self) -> None:
        """Wait for the disk only: there SQLAlchemy's way through a greenlet gains nothing."""
        sync = _sync(self._connection)
        driver: Any = sync.connection.driver_connection
        await driver.reach_disk()
        sync.commit()

    def _let_out(self) -> None:
        if self.inside is not None:
            self.inside.end()
        self.inside = None

    def _run(self, statement: Executable) -> None:
        """Nobody knows what is kept when a savepoint fails: then nothing is."""
        try:
            run_at_once(_sync(self._connection), statement)
        except DBAPIError as error:
            self._is_lost, self.trouble = True, name_trouble(error)


@dataclass(frozen=True, slots=True)
class _Place:
    """Somebody's place in the row; gets the group to join, or None to begin one."""

    joins: bool
    called: "asyncio.Future[_Group | None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class FileWriter:
    """SQLite: one transaction after the other. Nobody who is done waits for the disk longer than
    ``held_within`` because of somebody slow behind it: that one is undone. Who is not called
    within ``called_within`` hears that the database is away.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        log: WriteAheadLog,
        held_within: timedelta = HELD_WITHIN,
        called_within: timedelta = timedelta(seconds=CONNECT_WITHIN),
    ) -> None:
        self._engine = engine
        self._log = log
        self._called_within = called_within.total_seconds()
        self._held_within = held_within.total_seconds()
        self._row = deque[_Place]()
        self._is_taken = False
        self._ending: asyncio.Task[None] | None = None

    def alone(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction, behind which others may come."""
        return self._transaction(joins=False)

    def together(self) -> AbstractAsyncContextManager[Transaction]:
        """Begin a transaction, or go on behind those who are not on the disk yet."""
        return self._transaction(joins=True)

    async def finish(self) -> None:
        """Wait until what was begun has ended."""
        self._pass_on(await self._wait(joins=False))

    @asynccontextmanager
    async def _transaction(self, *, joins: bool) -> AsyncIterator[Transaction]:
        async with named_errors():
            group = await self._wait(joins=joins) or await self._open()
            inside = group.begin()
            try:
                yield inside
            except BaseException as error:
                self._undo(group, inside, error)
                raise
            self._keep(group, inside)
            trouble = await asyncio.shield(group.on_disk)
        if trouble:
            raise DatabaseAwayError(trouble)

    async def _wait(self, *, joins: bool) -> _Group | None:
        """Wait for one's turn; the group to join, or None to begin one."""
        if not self._is_taken:
            self._is_taken = True
            return None
        place = _Place(joins=joins)
        self._row.append(place)
        try:
            async with asyncio.timeout(self._called_within):
                return await place.called
        except (asyncio.CancelledError, TimeoutError) as error:
            if not place.called.cancelled():
                self._pass_on(place.called.result())
            if isinstance(error, TimeoutError):
                raise DatabaseAwayError(name_trouble(error)) from None
            raise

    async def _open(self) -> _Group:
        try:
            if self._log.is_gone:
                await self._log.save()
            connection = await connect(self._engine)
            try:
                await _begin(connection)
            except BaseException:
                await connection.close()
                raise
        except BaseException:
            self._pass_on(None)
            raise
        return _Group(connection)

    def _keep(self, group: _Group, inside: Transaction) -> None:
        if inside.has_ended:
            raise ConflictError  # the others could not wait any longer
        group.keep()
        if group.closes_at is None:
            loop = asyncio.get_running_loop()
            group.closes_at = loop.time() + self._held_within
            group.timer = loop.call_at(group.closes_at, self._hurry, group)
        self._pass_on(group)

    def _undo(self, group: _Group, inside: Transaction, error: BaseException) -> None:
        if inside.has_ended:
            return
        group.trouble = name_trouble(error)  # SQLite may have undone all because of it
        group.undo()
        self._pass_on(group)

    def _hurry(self, group: _Group) -> None:
        """Let nobody wait any longer for who is inside."""
        if group.inside is None:
            group.timer = asyncio.get_running_loop().call_soon(self._hurry, group)
            return
        group.undo()
        self._close(group)

    def _pass_on(self, group: _Group | None) -> None:
        """Call who comes next: into this group, as long as it is open, or to begin another."""
        while self._row and self._row[0].called.done():
            self._row.popleft()  # went away
        following = self._row[0] if self._row else None
        if group is not None and not (following and following.joins and self._is_open(group)):
            self._close(group)
        elif following is not None:
            self._row.popleft().called.set_result(group)
        else:
            self._is_taken = False

    def _is_open(self, group: _Group) -> bool:
        is_young = group.closes_at is not None and (
            asyncio.get_running_loop().time() < group.closes_at
        )
        return is_young and not group.is_undone

    def _close(self, group: _Group) -> None:
        self._ending = asyncio.create_task(self._end(group))

    async def _end(self, group: _Group) -> None:
        try:
            await group.end()
        finally:
            self._pass_on(None)


async def _begin(connection: AsyncConnection) -> None:
    """Begin at once; wait when another process holds the lock."""
    try:
        _sync(connection).begin()
    except OperationalError as error:
        if not is_locked(error):
            raise
        await connection.begin()


def _sync(connection: AsyncConnection) -> Connection:
    assert connection.sync_connection is not None  # noqa: S101 - for mypy; it is open
    return connection.sync_connection


_SAVEPOINT: Final = text("SAVEPOINT member")
_UNDO: Final = text("ROLLBACK TO SAVEPOINT member")
_RELEASE: Final = text("RELEASE SAVEPOINT member")
