"""INSERT that leaves an existing row alone, or brings it up to date, on both databases."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction


def insert_into(connection: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of this database's own kind, which knows ON CONFLICT."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


async def insert_once(connection: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one of its unique keys is taken; return whether it was inserted."""
    once = insert_into(connection, table).values(**row).on_conflict_do_nothing()
    return (await connection.execute(once)).rowcount == 1


async def insert_or_replace(connection: Transaction, table: Table, row: Mapping[str, Any]) -> None:
    """Insert a row, or bring the one with its primary key up to date."""
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: value for name, value in row.items() if name not in keys}
    new = insert_into(connection, table).values(**row)
    await connection.execute(new.on_conflict_do_update(index_elements=keys, set_=changed))


async def replace_parts(
    connection: Transaction, owned_by: Column[Any], owner: str, parts: list[dict[str, Any]]
) -> None:
    """Put new parts of one owner in the place of the old ones."""
    await connection.execute(delete(owned_by.table).where(owned_by == owner))
    if parts:
        await connection.execute(
            insert(owned_by.table), [{**part, owned_by.name: owner} for part in parts]
        )
