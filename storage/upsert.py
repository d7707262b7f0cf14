"""INSERT that leaves an existing row alone, or brings it up to date, on both databases, and UPDATE
of a row that nobody changed meanwhile. Each INSERT is made once: making a statement costs more than
running it. SQLite understands PostgreSQL's.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, Delete, Insert, Table, Update, bindparam, delete, insert
from sqlalchemy.dialects import postgresql

from domain.errors import ConflictError
from storage.transaction import Transaction


async def insert_once(transaction: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one of its unique keys is taken; return whether it was inserted."""
    once = _insert_once(table)
    return (await transaction.execute(once, row)).rowcount == 1


async def insert_each_once(
    transaction: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, without those of which a unique key is taken."""
    if rows:
        await transaction.execute(_insert_once(table), rows)


async def change_one(
    transaction: Transaction, change: Update | Delete, values: Mapping[str, Any]
) -> None:
    """Change or remove the one row that is still as it was seen; ConflictError when somebody was
    before.
    """
    if (await transaction.execute(change, values)).rowcount != 1:
        raise ConflictError


async def insert_or_replace(
    transaction: Transaction, table: Table, *rows: Mapping[str, Any]
) -> None:
    """Insert rows, or bring those with their primary keys up to date."""
    await transaction.execute(_upsert(table, tuple(rows[0])), rows)


async def replace_parts(
    transaction: Transaction, owned_by: Column[Any], owner: str, parts: list[dict[str, Any]]
) -> None:
    """Put new parts of one owner in the place of the old ones."""
    await transaction.execute(_take_away(owned_by), {"owner": owner})
    if parts:
        rows = [{**part, owned_by.name: owner} for part in parts]
        await transaction.execute(_put_in(owned_by.table), rows)


@cache
def _insert_once(table: Table) -> postgresql.Insert:
    return postgresql.insert(table).on_conflict_do_nothing()


@cache
def _take_away(owned_by: Column[Any]) -> Delete:
    return delete(owned_by.table).where(owned_by == bindparam("owner"))


@cache
def _put_in(table: Table) -> Insert:
    return insert(table)


@cache
def _upsert(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    new = postgresql.insert(table)
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: new.excluded[name] for name in names if name not in keys}
    return new.on_conflict_do_update(index_elements=keys, set_=changed)
