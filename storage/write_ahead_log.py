"""SQLite's write-ahead log, taken away under a running bot. What is committed then goes to a file
without a name, that is gone with the process.
"""

import asyncio
import os
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ports.turns import DatabaseAwayError
from storage.failures import named_errors

_READERS_END_WITHIN: Final = timedelta(seconds=1)
_LOOK_AGAIN_AFTER: Final = timedelta(milliseconds=10)


class WriteAheadLog:
    """Notices that the log has no name any more, and brings what it holds into the database."""

    def __init__(self, url: str, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._path = f"{make_url(url).database}-wal"
        self._writer = writer
        self._reader = reader
        self._known: int | None = None

    @property
    def is_gone(self) -> bool:
        """Whether another file, or none, has its name."""
        try:
            found = os.stat(self._path).st_ino  # noqa: PTH116 - a path object takes longer
        except OSError:
            return self._known is not None
        self._known = self._known or found
        return found != self._known

    async def save(self) -> None:
        """Write what the log holds to the database, and begin a new one. Raises DatabaseAwayError
        while somebody still reads it.
        """
        async with named_errors(), self._writer.connect() as connection:
            if await connection.run_sync(_is_held_up):
                raise DatabaseAwayError("database_log_gone")
            await self._reader.dispose()
            await connection.invalidate()
        self._known = None

    async def wipe(self) -> None:
        """Write what the log holds to the database and empty it, beside whoever writes: what was
        erased is then in neither. Raises DatabaseAwayError when somebody goes on reading it.
        """
        async with named_errors(), self._reader.connect() as connection:
            for _ in range(_READERS_END_WITHIN // _LOOK_AGAIN_AFTER):
                if not await connection.run_sync(_is_held_up):
                    return
                await asyncio.sleep(_LOOK_AGAIN_AFTER.total_seconds())
            raise DatabaseAwayError("database_locked")


def _is_held_up(connection: Connection) -> bool:
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (is_busy, *_) = cursor.fetchone() or (1,)
    cursor.close()
    return bool(is_busy)
