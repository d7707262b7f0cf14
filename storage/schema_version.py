"""Which version of the schema a database is at, and which one this program works with. Asked at
each start and by each probe, so without Alembic: that is loaded when there is something to migrate.
"""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Select, column, inspect, select, table

_VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"
_TABLE: Final = "alembic_version"
_VERSION: Final[Select[str]] = select(column("version_num")).select_from(table(_TABLE))


@cache
def newest_version() -> str:
    """The number of the newest migration of this program."""
    return max(file.stem for file in _VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def read_version(connection: Connection) -> str | None:
    """The number of the last migration that was done; None in a database without any."""
    if not inspect(connection).has_table(_TABLE):
        return None
    version: str | None = connection.execute(_VERSION).scalar_one_or_none()
    return version
