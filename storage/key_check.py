"""Whether the keys belong to this database: keys of another house would write what nobody can read
again, and a key store made anew would hide that every case is lost.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Integer,
    LargeBinary,
    Table,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from domain.errors import StoplichtError
from storage.crypto import SealedDataError, open_sealed, place_of, seal
from storage.failures import begin
from storage.key_store import KeyStore
from storage.metadata import metadata
from storage.sqlite import is_sqlite, open_sqlite_to_read
from storage.transaction import Transaction

key_check = Table(
    "key_check",
    metadata,
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("store", LargeBinary(), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
_PLACE: Final = place_of("key_check", "1", "store")
_KEPT: Final = select(key_check.c.store)


class KeysOfAnotherHouseError(StoplichtError):
    """The key file does not belong to this database: put back the key file it was made with."""


class KeyStoreMissingError(StoplichtError):
    """The key store does not belong to this database, or is new: put it back from its copy.
    Without it no case can be read.
    """


async def claim_database(engine: AsyncEngine, house_key: bytes, key_store: KeyStore) -> None:
    """Bind a new database to these keys, or check that it is bound to them.

    Raises KeysOfAnotherHouseError or KeyStoreMissingError.
    """
    async with begin(engine) as connection:
        if await _is_bound(connection, house_key, key_store):
            return
        store = await key_store.name_itself()
        sealed = seal(house_key, store.encode(), _PLACE)
        await connection.execute(insert(key_check).values(id=1, store=sealed))


async def check_keys(engine: AsyncEngine, house_key: bytes, key_store: KeyStore) -> None:
    """Check that these keys belong to a database, and change nothing; a database that is not
    bound to any keys yet may have all.

    Raises KeysOfAnotherHouseError or KeyStoreMissingError.
    """
    async with begin(engine) as connection:
        if await connection.run_sync(_has_table):
            await _is_bound(connection, house_key, key_store)


async def is_bound_to_keys(url: str) -> bool:
    """Tell whether a database was used with keys before; one that is not there was not."""
    if _is_file_to_come(url):
        return False  # looking would make it
    open_engine = open_sqlite_to_read if is_sqlite(url) else create_async_engine
    engine = open_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        async with begin(engine) as connection:
            has_table = await connection.run_sync(_has_table)
            return has_table and await connection.scalar(_KEPT) is not None
    finally:
        await engine.dispose()


async def _is_bound(connection: Transaction, house_key: bytes, key_store: KeyStore) -> bool:
    sealed = await connection.scalar(_KEPT)
    if sealed is None:
        return False
    try:
        store = open_sealed(house_key, sealed, _PLACE).decode()
    except SealedDataError:
        raise KeysOfAnotherHouseError from None
    if await key_store.name() != store:
        raise KeyStoreMissingError
    return True


def _is_file_to_come(url: str) -> bool:
    address = make_url(url)
    return address.get_backend_name() == "sqlite" and not Path(address.database or "").exists()


def _has_table(connection: Connection) -> bool:
    return inspect(connection).has_table(key_check.name)
