"""INSERT that leaves an existing row alone, or brings it up to date, on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_into(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of this database's own kind, which knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


async def insert_once(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; tell whether it was inserted."""
    insert = insert_into(connection, table).values(**row).on_conflict_do_nothing()
    return (await connection.execute(insert)).rowcount == 1


async def insert_or_replace(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any]
) -> None:
    """Insert a row, or bring the one with its primary key up to date."""
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: value for name, value in row.items() if name not in keys}
    insert = insert_into(connection, table).values(**row)
    await connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))
