"""How SQLite is opened: commits reach the disk, deleted content is overwritten with zeros."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.sqlite_driver import DRIVER, LOCK_WITHIN

_SAFE: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)
_READING: Final = ("PRAGMA query_only = ON",)


def is_sqlite(url: str | URL) -> bool:
    """Tell whether an address is a file of SQLite."""
    return make_url(url).get_backend_name() == "sqlite"


def open_sqlite(url: str | URL, lock_within: timedelta = LOCK_WITHIN, **pool: Any) -> AsyncEngine:
    """Open a file to write: each transaction has the write lock from its start, and waits
    ``lock_within`` for another process that has it.
    """
    waits = {"connect_args": {"lock_within": lock_within}}
    return _open(url, _SAFE, "BEGIN IMMEDIATE", pool | waits)


def open_sqlite_to_read(url: str | URL, **pool: Any) -> AsyncEngine:
    """Open a file to read beside its writer."""
    return _open(url, _READING, "BEGIN", pool)


def _open(
    url: str | URL, pragmas: tuple[str, ...], begin: str, pool: dict[str, Any]
) -> AsyncEngine:
    address = make_url(url).set(drivername=DRIVER)
    engine = create_async_engine(address, **pool | {"hide_parameters": True})

    def prepare(connection: Any, _record: Any) -> None:
        # the driver's own BEGIN is switched off: it is deferred, and comes too late for a lock
        connection.isolation_level = None
        try:
            for pragma in pragmas:
                connection.cursor().execute(pragma)
        except BaseException:
            connection.close()  # the pool never gets it, and would not
            raise

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", start)
    return engine
