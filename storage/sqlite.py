"""How SQLite is opened: commits reach the disk, deleted content is overwritten with zeros."""

from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
)


def harden_sqlite(engine: AsyncEngine) -> None:
    """Give each connection the safe settings and each transaction the write lock at its start.

    Does nothing on another database.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_immediate)


def _set_pragmas(connection: Any, _record: Any) -> None:
    # the driver's own BEGIN is switched off: it is deferred, and comes too late for a lock
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
