import asyncio
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import storage
from storage.metadata import metadata
from storage.migrate import migrate
from storage.schema_version import newest_version
from tests.support.databases import Database, SqliteFiles
from tests.support.outbox import PostOffice

MODULES = [module.name for module in pkgutil.iter_modules(storage.__path__, "storage.")]
_TELL = "print(*sorted(metadata.tables))"


def _load_all_tables() -> None:
    for name in MODULES:
        importlib.import_module(name)


def _differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_the_migrations_make_exactly_the_tables_the_program_works_with(database: Database):
    _load_all_tables()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == set(metadata.tables)


async def test_the_migrations_go_down_to_nothing_and_up_again(database: Database):
    _load_all_tables()
    await migrate(database.engine, "base")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set()
    await migrate(database.engine)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_migrating_again_changes_nothing(office: PostOffice):
    assert await office.database.schema_version() == newest_version()
    await migrate(office.database.engine)
    assert await office.database.schema_version() == newest_version()


def test_the_newest_version_is_where_the_migrations_end():
    scripts = ScriptDirectory(str(Path(storage.__path__[0], "migrations")))
    assert newest_version() == scripts.get_current_head()


async def test_an_empty_database_is_at_no_version(database: Database, office: PostOffice):
    await migrate(database.engine, "base")
    assert await office.database.schema_version() is None
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
    assert await office.database.schema_version() is None
    assert await office.database.troubles() == ["database_at_other_version"]
    await migrate(database.engine)
    assert await office.database.troubles() == []


def test_the_program_loads_every_table_by_itself():
    _load_all_tables()
    told = f"import composition; from storage.metadata import metadata; {_TELL}"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    assert done.stdout.split() == sorted(metadata.tables)
    assert len(MODULES) >= 9


async def test_two_first_databases_at_once_are_both_whole(tmp_path: Path):
    files = [SqliteFiles(tmp_path / name) for name in ("one", "other")]
    for own in files:
        own.directory.mkdir()

    async def read_tables(own: SqliteFiles) -> set[str]:
        async with own.fresh() as url:
            engine = create_async_engine(url, poolclass=NullPool)
            async with engine.connect() as connection:
                return await connection.run_sync(_tables)

    _load_all_tables()
    for found in await asyncio.gather(*(read_tables(own) for own in [*files, *files])):
        assert found == set(metadata.tables)
