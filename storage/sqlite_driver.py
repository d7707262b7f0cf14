"""SQLite inside the event loop. A statement takes microseconds and a hop to a thread and back takes
longer, so only COMMIT leaves the loop: it waits for the disk. The figures are in
``docs/decisions/0025-sqlite-in-the-event-loop.md``.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, Final, Self, TypeVar

from sqlalchemy import URL
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util.concurrency import await_, in_greenlet

DRIVER: Final = "sqlite+loop"
LOCK_WITHIN: Final = timedelta(seconds=5)  # Teams delivers again after 15
_LOOK_AGAIN_AFTER: Final = timedelta(milliseconds=10)
# prepared and kept for each connection, about 8 KB each; what *mijn* asks takes SQLite 0.4 ms to
# prepare and 0.01 to run, and Python keeps 128: fewer than a house asks in a day
_STATEMENTS_KEPT: Final = 400
_disk: Final = ThreadPoolExecutor(thread_name_prefix="sqlite")


class _Done:
    """What SQLAlchemy's asyncio layer waits for: it refuses a statement that awaited nothing."""

    def __await__(self) -> Generator[None]:
        return
        yield


_DONE: Final = _Done()


class LoopCursor(sqlite3.Cursor):
    """A cursor that runs its statements at once, or once another process lets go of its lock."""

    lock_within = LOCK_WITHIN

    def execute(self, statement: str, parameters: Any = ()) -> Self:
        """Run a statement; raises sqlite3.OperationalError when it stayed locked too long, and
        where nobody can wait (outside SQLAlchemy's asyncio layer) at once.
        """
        run = partial(super().execute, statement, parameters)
        if not in_greenlet():
            return run()
        await_(_DONE)
        return _run_unlocked(run, self.lock_within)

    def executemany(self, statement: str, parameters: Any) -> Self:
        """Run a statement once for each row of parameters, inside a transaction."""
        if in_greenlet():
            await_(_DONE)
        return super().executemany(statement, parameters)

    async def _async_soft_close(self) -> None:
        """Nothing has to be waited for before the rows are read."""


class LoopConnection(sqlite3.Connection):
    """A connection that leaves the event loop for the disk only."""

    lock_within = LOCK_WITHIN
    _changes_on_disk = 0

    def cursor(  # type: ignore[override]  # nobody else chooses the kind of cursor
        self, _factory: object = None
    ) -> LoopCursor:
        """Open a cursor."""
        cursor = super().cursor(LoopCursor)
        cursor.lock_within = self.lock_within
        return cursor

    def commit(self) -> None:
        """End the transaction, once it is on the disk."""
        if self._has_changes:
            await_(self.reach_disk())
        super().commit()

    async def reach_disk(self) -> None:
        """Write the transaction to the disk, in a thread, if it changed anything."""
        if self._has_changes:
            await asyncio.get_running_loop().run_in_executor(_disk, self.write_to_disk)
            self._changes_on_disk = self.total_changes

    @property
    def _has_changes(self) -> bool:
        return self.total_changes != self._changes_on_disk

    def write_to_disk(self) -> None:
        """Wait for the disk; whoever calls this is stopped meanwhile."""
        super().commit()


_Result = TypeVar("_Result")


def _run_unlocked(run: Callable[[], _Result], lock_within: timedelta) -> _Result:
    """Look again while another process has the lock: SQLite's own wait would hold up everybody."""
    looks = lock_within // _LOOK_AGAIN_AFTER
    for _ in range(looks):
        try:
            return run()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        await_(asyncio.sleep(_LOOK_AGAIN_AFTER.total_seconds()))
    return run()


class LoopDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's SQLite over these connections."""

    driver = "loop"
    is_async = True
    supports_statement_cache = True

    def connect(self, path: str, lock_within: timedelta = LOCK_WITHIN, **options: Any) -> Any:
        """Open a connection."""
        connection = LoopConnection(path, timeout=0, cached_statements=_STATEMENTS_KEPT, **options)
        connection.lock_within = lock_within
        return connection

    @classmethod
    def get_pool_class(cls, _url: URL) -> type[Pool]:
        """Tell which pool lends these connections."""
        return AsyncAdaptedQueuePool


registry.register("sqlite.loop", __name__, LoopDialect.__name__)
