"""What went wrong in the database, in words the turn understands."""

import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Dialect, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError, KeyStoreAwayError
from storage.transaction import Transaction

# who waited too long for a lock lost a race too, and may try again
_LOST_RACES: Final = frozenset({"40001", "40P01", "55P03"})
_AWAY: Final = "database_away"
_RESTS_SINCE: Final = "rests_since"
_TRUSTED_WITHIN: Final = timedelta(seconds=1)
# by the beginning of PostgreSQL's SQLSTATE or of the name SQLite gives
_TROUBLES: Final = {
    "08": _AWAY,
    "57P0": _AWAY,
    "57014": _AWAY,
    "25P03": _AWAY,
    "53300": _AWAY,
    "53100": "disk_full",
    "25006": "database_read_only",
    "SQLITE_BUSY": "database_locked",
    "SQLITE_READONLY": "database_read_only",
    "SQLITE_FULL": "disk_full",
    "SQLITE_IOERR": "disk_trouble",
    "SQLITE_CORRUPT": "database_damaged",
    "SQLITE_NOTADB": "database_damaged",
}


@asynccontextmanager
async def begin(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """One transaction whose failures are named; see ``named_errors``."""
    async with (
        named_errors(),
        aclosing(await connect(engine)) as connection,
        connection.begin(),
    ):
        yield Transaction(connection)


@asynccontextmanager
async def begin_at_key_store(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """One transaction on the key store, whose failures are named apart from the database's."""
    try:
        async with begin(engine) as transaction:
            yield transaction
    except ConflictError as error:
        raise KeyStoreAwayError("key_store_locked") from error
    except DatabaseAwayError as away:
        word = away.trouble.removeprefix("database_")
        raise KeyStoreAwayError(f"key_store_{word}") from away


async def connect(engine: AsyncEngine) -> AsyncConnection:
    """Take a connection; raises DatabaseAwayError when there is none."""
    try:
        return await engine.connect()
    except Exception as error:  # the driver's own errors, the system's, or the pool's
        raise DatabaseAwayError(name_trouble(error)) from error


@asynccontextmanager
async def named_errors() -> AsyncIterator[None]:
    """Turn a lost race into ConflictError and a database that is away into DatabaseAwayError.

    A row that another replica wrote at the same moment is a lost race too.
    """
    try:
        yield
    except DBAPIError as error:
        if _is_lost_race(error):
            raise ConflictError from error
        trouble = _find_trouble(error)
        if (
            error.connection_invalidated
            or trouble
            or isinstance(error, OperationalError | InterfaceError)
        ):
            raise DatabaseAwayError(trouble or _AWAY) from error
        raise


def name_trouble(error: BaseException) -> str:
    """Why the database did not do its work, in one word."""
    return _find_trouble(error) or _AWAY


def drop_connections_that_cannot_write(engine: AsyncEngine) -> None:
    """Let go of all pooled connections when the server they go to may no longer write: after a
    failover the old ones would stay read-only for ever.
    """
    event.listen(engine.sync_engine, "handle_error", _treat_as_disconnected)


def look_at_rested_connections(engine: AsyncEngine) -> None:
    """Ask a pooled connection whether it is alive only when it was not used for a while: to ask it
    each time costs a transaction a third of what it takes.
    """
    event.listen(engine.sync_engine, "checkin", _note_rest)
    event.listen(engine.sync_engine, "checkout", partial(_look_at, engine.dialect))


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _look_at(
    dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: object
) -> None:
    rested = time.monotonic() - record.info.get(_RESTS_SINCE, time.monotonic())
    is_alive = not connection.driver_connection.is_closed()
    if is_alive and rested > _TRUSTED_WITHIN.total_seconds():
        is_alive = _answers(dialect, connection)
    if not is_alive:
        raise DisconnectionError  # the pool then opens another


def _answers(dialect: Dialect, connection: Any) -> bool:
    try:
        return dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        return False


def _treat_as_disconnected(context: ExceptionContext) -> None:
    if _find_trouble(context.original_exception) in {_AWAY, "database_read_only"}:
        context.is_disconnect = True


def _find_trouble(error: BaseException | None) -> str | None:
    error = getattr(error, "orig", error)
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or ""
    return next((word for start, word in _TROUBLES.items() if code.startswith(start)), None)


def _is_lost_race(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return isinstance(error, IntegrityError) or state in _LOST_RACES
