"""Keys that do not belong to a database never serve it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.crypto import make_key
from storage.key_check import (
    KeysOfAnotherHouseError,
    KeyStoreMissingError,
    check_keys,
    claim_database,
    is_bound_to_keys,
)
from storage.key_store import KeyStore
from tests.support.databases import Database

HOUSE_KEY = make_key()
Look = Callable[[AsyncEngine, bytes, KeyStore], Awaitable[None]]


async def open_store(directory: Path, name: str = "case-keys.db") -> KeyStore:
    store = KeyStore(f"sqlite+aiosqlite:///{directory / name}", HOUSE_KEY)
    await store.open()
    return store


async def test_a_database_serves_the_keys_it_was_first_used_with_again(
    database: Database, tmp_path: Path
):
    store = await open_store(tmp_path)
    assert not await is_bound_to_keys(database.url)
    for _ in range(2):
        await claim_database(database.engine, HOUSE_KEY, store)
    await check_keys(database.engine, HOUSE_KEY, store)
    assert await is_bound_to_keys(database.url)
    await store.close()


@pytest.mark.parametrize("look", [claim_database, check_keys])
async def test_the_keys_of_another_house_are_refused(
    database: Database, tmp_path: Path, look: Look
):
    store = await open_store(tmp_path)
    await claim_database(database.engine, HOUSE_KEY, store)
    with pytest.raises(KeysOfAnotherHouseError):
        await look(database.engine, make_key(), store)
    await store.close()


@pytest.mark.parametrize("look", [claim_database, check_keys])
async def test_a_key_store_that_was_made_anew_is_refused(
    database: Database, tmp_path: Path, look: Look
):
    store = await open_store(tmp_path)
    await claim_database(database.engine, HOUSE_KEY, store)
    await store.close()
    for name in ("new.db", "of-another-house.db"):
        other = await open_store(tmp_path, name)
        with pytest.raises(KeyStoreMissingError):
            await look(database.engine, HOUSE_KEY, other)
        await other.name_itself()
        with pytest.raises(KeyStoreMissingError):
            await look(database.engine, HOUSE_KEY, other)
        await other.close()


async def test_looking_at_a_database_that_is_not_there_makes_none(tmp_path: Path):
    path = tmp_path / "house.db"
    assert not await is_bound_to_keys(f"sqlite+aiosqlite:///{path}")
    assert not path.exists()
