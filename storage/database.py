"""The house's database: SQLite on one machine, PostgreSQL when one is not enough.

Anchors: ``reliability.md`` §2. One writer at a time on SQLite, readers beside it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.ports.turns import DatabaseAwayError
from storage.clock import advance_business_clock, read_business_clock, read_database_clock
from storage.failures import (
    begin,
    drop_connections_that_cannot_write,
    look_at_rested_connections,
    named_errors,
)
from storage.fields import Fields
from storage.outbox import OutboxTable
from storage.people import RememberedPeople
from storage.postgresql import CONNECT_WITHIN, Patience, connect_arguments
from storage.schema_version import newest_version, read_version
from storage.sqlite import is_sqlite, open_sqlite, open_sqlite_to_read
from storage.supplied_parts import SUPPLIED_TABLES
from storage.transaction import Transaction
from storage.unit_of_work import UnitOfWork
from storage.write_ahead_log import WriteAheadLog
from storage.writers import FileWriter, ServerWriter, Writer

_VACUUM: Final = text(f"VACUUM {', '.join(sorted(SUPPLIED_TABLES))}")


class Database:
    """Opens units of work on one database."""

    def __init__(self, url: str, fields: Fields, patience: Patience | None = None) -> None:
        self._fields = fields
        self._engine = _open_engine(url, patience or Patience())
        self._reader = _open_reader(url) or self._engine
        self._log = WriteAheadLog(url, self._engine, self._reader) if is_sqlite(url) else None
        self._writer = _make_writer(self._engine, self._log)
        self._people = RememberedPeople()
        self.outbox = OutboxTable(self._writer, self._reader, fields)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """One transaction that changes, and may take its time.

        Raises ConflictError when another replica was first, DatabaseAwayError without a database.
        """
        async with self._writer.alone() as transaction, self._whole(transaction) as work:
            yield work

    @asynccontextmanager
    async def work_together(self) -> AsyncIterator[UnitOfWork]:
        """One short transaction that changes, and may share its COMMIT with others.

        Raises ConflictError when it had no effect and should be done again by ``work``.
        """
        async with self._writer.together() as transaction, self._whole(transaction) as work:
            yield work

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[UnitOfWork]:
        """One transaction that only reads, beside the writer."""
        async with begin(self._reader) as transaction, self._whole(transaction) as work:
            yield work

    @asynccontextmanager
    async def _whole(self, transaction: Transaction) -> AsyncIterator[UnitOfWork]:
        work = UnitOfWork(transaction, self._fields, self._people)
        yield work
        await work.finish()

    async def advance(self, by: timedelta) -> datetime:
        """Move business time ahead and tell what it is then."""
        async with self._writer.alone() as connection:
            await advance_business_clock(connection, by)
            return await read_business_clock(connection)

    async def schema_version(self) -> str | None:
        """The migration this database is at; None when it is empty."""
        async with begin(self._reader) as connection:
            return await connection.run_sync(read_version)

    async def clock(self) -> datetime:
        """The database's own clock, aware UTC."""
        async with begin(self._reader) as connection:
            return await read_database_clock(connection)

    async def troubles(self) -> list[str]:
        """What keeps this database and its key store from serving, as short words; empty when
        nothing does.
        """
        return [*await self._own_troubles(), *await self._fields.troubles()]

    async def _own_troubles(self) -> list[str]:
        try:
            async with self._writer.alone() as connection:
                if await connection.run_sync(read_version) != newest_version():
                    return ["database_at_other_version"]
                # only a write tells that the database may write and its disk has room
                await advance_business_clock(connection, timedelta(0))
        except DatabaseAwayError as away:
            return [away.trouble]
        return []

    async def wipe_traces(self) -> None:
        """Empty SQLite's log of what was erased; have PostgreSQL clear what it keeps of deleted
        rows, where their key may be there still. Raises DatabaseAwayError while somebody reads it.
        """
        if self._log is not None:
            await self._log.wipe()
            return
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with named_errors(), alone.connect() as connection:
            await connection.execute(_VACUUM)

    async def close(self) -> None:
        """Close all connections."""
        await self._writer.finish()
        await self._engine.dispose()
        await self._reader.dispose()

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and the doctor."""
        return self._engine


def _open_engine(url: str, patience: Patience) -> AsyncEngine:
    if not is_sqlite(url):
        engine = create_async_engine(
            url,
            hide_parameters=True,
            pool_size=10,
            max_overflow=0,  # with its key store a replica then takes 15 of the usual 100
            pool_timeout=CONNECT_WITHIN,
            connect_args=connect_arguments(patience),
        )
        drop_connections_that_cannot_write(engine)
        look_at_rested_connections(engine)
        return engine
    return open_sqlite(url, pool_size=1, max_overflow=0, pool_timeout=CONNECT_WITHIN)


def _make_writer(engine: AsyncEngine, log: WriteAheadLog | None) -> Writer:
    return FileWriter(engine, log) if log else ServerWriter(engine)


def _open_reader(url: str) -> AsyncEngine | None:
    return open_sqlite_to_read(url, pool_size=4, max_overflow=0) if is_sqlite(url) else None
