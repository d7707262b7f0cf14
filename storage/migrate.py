"""Brings a database to this version of the schema, or back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoplichtError
from storage.failures import begin
from storage.schema_version import read_version

_SCRIPTS = Path(__file__).with_name("migrations")


class ForeignDatabaseError(StoplichtError):
    """The database is of another program or a newer version of this one: it was left as it is."""


async def migrate(engine: AsyncEngine, to: str = "head") -> None:
    """Migrate up to a version (``head``) or down (``base``), in one transaction.

    Raises ForeignDatabaseError when something else is in it.
    """
    async with begin(engine) as connection:
        await connection.run_sync(_run, to)


def _run(connection: Connection, to: str) -> None:
    if connection.dialect.name == "postgresql":
        # a migration may take as long as it needs
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    config = _config(connection)
    if to == "base":
        command.downgrade(config, to)
        return
    _refuse_foreign(connection, ScriptDirectory.from_config(config))
    command.upgrade(config, to)


def _refuse_foreign(connection: Connection, scripts: ScriptDirectory) -> None:
    version = read_version(connection)
    if version is None:
        is_ours = set(inspect(connection).get_table_names()) <= {"alembic_version"}
    else:
        is_ours = version in {script.revision for script in scripts.walk_revisions()}
    if not is_ours:
        raise ForeignDatabaseError


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
