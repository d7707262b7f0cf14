import asyncio
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.identifiers import CaseId
from services.ports.turns import KeyStoreAwayError
from storage.crypto import HouseKeys, SealedDataError, make_key
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.databases import Database

CASE = CaseId("case-1")
OTHER = CaseId("case-2")
FOREVER = timedelta(days=1)
NEVER = timedelta(0)
OpenStore = Callable[..., Awaitable[KeyStore]]


@pytest.fixture
async def open_store(database: Database):
    opened = []

    async def open_one(house_key: bytes = bytes(32), **memory: Any):
        store = KeyStore(database.url, house_key, **memory)
        opened.append(store)
        await store.open()
        return store

    yield open_one
    for store in opened:
        await store.close()


@pytest.fixture
async def store(open_store: OpenStore):
    return await open_store()


async def _change_rows(url: str, statement: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_each_case_has_its_own_key_and_keeps_it(store: KeyStore, open_store: OpenStore):
    await store.create(CASE)
    await store.create(OTHER)
    again = await open_store()
    assert len(await store.key(CASE)) == 32
    assert await again.key(CASE) == await store.key(CASE) != await store.key(OTHER)


async def test_making_a_key_twice_keeps_the_first(store: KeyStore):
    await store.create(CASE)
    first = await store.key(CASE)
    await store.create(CASE)
    assert await store.key(CASE) == first


async def test_a_destroyed_key_is_gone_at_once_and_for_every_replica(
    store: KeyStore, open_store: OpenStore
):
    replica = await open_store(remember_within=NEVER)
    await store.create(CASE)
    assert await store.key(CASE) == await replica.key(CASE)
    await store.destroy(CASE)
    for either in (store, replica):
        with pytest.raises(KeyDestroyedError):
            await either.key(CASE)


async def test_a_case_that_never_had_a_key_has_none(store: KeyStore):
    with pytest.raises(KeyDestroyedError):
        await store.key(CASE)


async def test_a_key_being_read_while_it_is_destroyed_is_not_remembered(store: KeyStore):
    await store.create(CASE)
    read = store._read

    async def read_slowly(case_id: CaseId):
        sealed = await read(case_id)
        await store.destroy(case_id)
        return sealed

    store._read = read_slowly
    await store.key(CASE)
    store._read = read
    with pytest.raises(KeyDestroyedError):
        await store.key(CASE)


async def test_a_key_that_is_made_again_stays_what_it_was_for_every_replica(open_store: OpenStore):
    one, other = await open_store(), await open_store()
    await one.create(CASE)
    key = await one.key(CASE)
    await one.create(CASE)
    await other.create(CASE)
    assert await other.key(CASE) == key


async def test_a_key_is_remembered_for_a_while_only(database: Database, open_store: OpenStore):
    remembering = await open_store(remember_within=FOREVER)
    forgetting = await open_store(remember_within=NEVER)
    await remembering.create(CASE)
    key = await remembering.key(CASE)
    await forgetting.key(CASE)
    await _change_rows(database.url, "DELETE FROM case_keys")
    assert await remembering.key(CASE) == key
    with pytest.raises(KeyDestroyedError):
        await forgetting.key(CASE)


async def test_a_replica_forgets_within_a_minute_a_key_that_another_destroyed(
    open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
):
    seconds = [1000.0]
    monkeypatch.setattr("storage.key_store.time.monotonic", lambda: seconds[0])
    one, other = await open_store(), await open_store()
    await one.create(CASE)
    await other.key(CASE)
    await one.destroy(CASE)
    seconds[0] += 61
    with pytest.raises(KeyDestroyedError):
        await other.key(CASE)


async def test_only_so_many_keys_are_remembered(open_store: OpenStore):
    store = await open_store(remember_within=FOREVER, remember_at_most=2)
    for number in range(5):
        await store.create(CaseId(f"case-{number}"))
        await store.key(CaseId(f"case-{number}"))
    assert list(store._remembered) == ["case-3", "case-4"]


async def test_many_turns_make_and_read_keys_at_once(store: KeyStore):
    cases = [CaseId(f"case-{number}") for number in range(20)]
    await asyncio.gather(*(store.create(case) for case in cases * 2))
    keys = await asyncio.gather(*(store.key(case) for case in cases))
    assert len(set(keys)) == 20


@asynccontextmanager
async def held(database: Database) -> AsyncIterator[None]:
    """Another program is writing to the store and does not let go."""
    engine = create_async_engine(database.url, poolclass=NullPool)
    lock = "BEGIN IMMEDIATE" if database.kind == "sqlite" else "LOCK case_keys IN SHARE MODE"
    async with engine.connect() as connection:
        await connection.execute(text(lock))
        yield
        await connection.rollback()
    await engine.dispose()


async def test_a_store_that_another_program_holds_makes_no_key_and_nobody_waits_for_it(
    database: Database, store: KeyStore
):
    async with held(database):
        began = asyncio.get_running_loop().time()
        with pytest.raises(KeyStoreAwayError, match="key_store_locked"):
            await store.create(CASE)
        assert asyncio.get_running_loop().time() - began < 3  # the house would wait along
    await store.create(CASE)


async def test_keys_are_read_and_the_store_opens_while_another_program_writes_to_it(
    database: Database, store: KeyStore, open_store: OpenStore
):
    await store.create(CASE)
    async with held(database):
        other = await open_store()
        assert len(await other.key(CASE)) == 32


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_what_keeps_the_store_from_making_keys_is_named(database: Database, store: KeyStore):
    assert await store.troubles() == []
    async with held(database):
        assert await store.troubles() == ["key_store_locked"]
    assert await store.troubles() == []


async def test_a_store_that_is_no_database_is_named(tmp_path: Path):
    file = tmp_path / "case-keys.db"
    file.write_text("a shopping list " * 100)
    store = KeyStore(f"sqlite+aiosqlite:///{file}", make_key())
    assert await store.troubles() == ["key_store_damaged"]
    with pytest.raises(KeyStoreAwayError, match="key_store_damaged"):
        await store.open()
    await store.close()


async def test_the_store_opens_only_with_its_own_house_key(store: KeyStore, open_store: OpenStore):
    await store.create(CASE)
    stranger = await open_store(house_key=make_key())
    with pytest.raises(SealedDataError):
        await stranger.key(CASE)


async def test_swapped_keys_are_refused(database: Database, store: KeyStore):
    await store.create(CASE)
    await store.create(OTHER)
    await _change_rows(
        database.url,
        "UPDATE case_keys SET sealed = (SELECT other.sealed FROM case_keys AS other"
        " WHERE other.case_id <> case_keys.case_id)",
    )
    with pytest.raises(SealedDataError):
        await store.key(CASE)


async def _sealed_key(url: str) -> bytes:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        sealed = await connection.scalar(text("SELECT sealed FROM case_keys"))
    await engine.dispose()
    return bytes(sealed)


def _bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.fixture
async def file_store(tmp_path: Path):
    path = tmp_path / "keys" / "case-keys.db"
    store = KeyStore(f"sqlite+aiosqlite:///{path}", make_key())
    await store.open()
    yield store, path
    await store.close()


async def test_the_file_holds_no_bare_key(file_store: tuple[KeyStore, Path]):
    store, path = file_store
    await store.create(CASE)
    on_disk = _bytes_on_disk(path)
    assert CASE.encode() in on_disk
    assert await store.key(CASE) not in on_disk


async def test_a_destroyed_key_leaves_no_trace_in_the_file_or_its_log(
    file_store: tuple[KeyStore, Path],
):
    store, path = file_store
    await store.create(CASE)
    sealed = await _sealed_key(f"sqlite+aiosqlite:///{path}")
    assert sealed in _bytes_on_disk(path)
    await store.destroy(CASE)
    assert sealed not in _bytes_on_disk(path)


async def test_the_file_is_for_its_owner_only(file_store: tuple[KeyStore, Path]):
    store, path = file_store
    await store.create(CASE)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes["case-keys.db"] == 0o600
    assert set(modes.values()) == {0o600}


@pytest.fixture
async def fields(store: KeyStore):
    await store.create(CASE)
    await store.create(OTHER)
    return Fields(HouseKeys.make(), store)


@pytest.mark.parametrize("case_id", [CASE, None])
async def test_a_field_comes_back_as_it_was(fields: Fields, case_id: CaseId | None):
    sealed = await fields.seal_field(case_id, "referrals", "7", "story", "Zoë canary")
    assert b"canary" not in sealed
    assert await fields.open_field(case_id, "referrals", "7", "story", sealed) == "Zoë canary"


async def test_a_field_swapped_between_rows_or_cases_is_refused(fields: Fields):
    sealed = await fields.seal_field(CASE, "referrals", "7", "story", "canary")
    for case_id, row in ((CASE, "8"), (OTHER, "7"), (None, "7")):
        with pytest.raises(SealedDataError):
            await fields.open_field(case_id, "referrals", row, "story", sealed)


async def test_a_destroyed_key_makes_its_fields_unreadable_and_only_those(
    fields: Fields, store: KeyStore, open_store: OpenStore
):
    sealed = await fields.seal_field(CASE, "referrals", "7", "story", "canary")
    of_house = await fields.seal_field(None, "members", "1", "telephone", "112")
    await store.create(OTHER)
    others = await store.key(OTHER)
    await store.destroy(CASE)
    assert await (await open_store()).key(OTHER) == others
    with pytest.raises(KeyDestroyedError):
        await fields.open_field(CASE, "referrals", "7", "story", sealed)
    with pytest.raises(KeyDestroyedError):
        await fields.seal_field(CASE, "referrals", "7", "story", "more")
    assert await fields.open_field(None, "members", "1", "telephone", of_house) == "112"
