"""One transaction of the house's database, in which every row is read and written."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, ScalarResult, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audit import ChainName
from domain.audit_chain import ChainHead
from domain.errors import ConflictError
from storage.at_once import Given, Rows, run_at_once

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """What is read at one moment of a transaction: both clocks, aware UTC, and the stamp of the
    people, which is another one when anything about a member or an organisation changed.
    """

    database: datetime
    business: datetime
    people: int


class Transaction:
    """Runs its statements on one connection. On SQLite at once: the way of SQLAlchemy's asyncio
    layer through a greenlet costs twice what the statement itself does (``docs/decisions/0029``).
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.has_ended = False
        self.clocks: Clocks | None = None  # read once, by whoever asks first
        self.chain_heads: dict[ChainName, ChainHead] = {}  # of the audit log, as it is in here
        is_sqlite = connection.dialect.name == "sqlite"
        self._at_once = connection.sync_connection if is_sqlite else None

    @property
    def dialect(self) -> Dialect:
        """Which database this is."""
        return self._connection.dialect

    async def execute(self, statement: Executable, parameters: Given = None) -> Rows:
        """Run one statement; with several rows of parameters once for each. Raises ConflictError
        once the transaction has ended.
        """
        if self.has_ended:
            raise ConflictError
        if self._at_once is None:
            return await self._connection.execute(statement, parameters)
        try:
            return run_at_once(self._at_once, statement, parameters)
        except OperationalError as error:
            if not is_locked(error):
                raise
        return await self._connection.execute(statement, parameters)  # waits for the lock

    async def scalar(self, statement: Executable, parameters: Given = None) -> Any:
        """The first cell of the first row; None without a row."""
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(self, statement: Executable, parameters: Given = None) -> ScalarResult[Any]:
        """The first cell of each row."""
        return (await self.execute(statement, parameters)).scalars()

    def end(self) -> None:
        """Let nobody use it any more."""
        self.has_ended = True

    async def run_sync(self, work: Callable[..., _Found], *arguments: Any) -> _Found:
        """Do something that knows SQLAlchemy's synchronous connection only."""
        return await self._connection.run_sync(work, *arguments)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo what is done inside when it raises; what was before stays."""
        await self.execute(_SAVEPOINT)
        try:
            yield
        except BaseException:
            self.chain_heads.clear()
            with suppress(DBAPIError):  # SQLite may have rolled back all of it by itself
                await self.execute(_UNDO)
            raise
        await self.execute(_RELEASE)


_SAVEPOINT = text("SAVEPOINT inside")
_UNDO = text("ROLLBACK TO SAVEPOINT inside")
_RELEASE = text("RELEASE SAVEPOINT inside")


def is_locked(error: OperationalError) -> bool:
    """Tell whether another process has the lock of the file."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
