from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError
from domain.identifiers import CaseId
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.plans_of_action import PlanOfActionRows, plan_of_action
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.plans_of_action import a_plan

CASE = CaseId("case-1")


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE)
    yield store
    await store.close()


@pytest.fixture
async def plans(database: Database, key_store: KeyStore) -> AsyncIterator[PlanOfActionRows]:
    async with database.engine.begin() as connection:
        yield PlanOfActionRows(connection, Fields(HouseKeys.make(), key_store))


async def test_the_newest_version_is_the_plan_and_those_before_it_stay(plans: PlanOfActionRows):
    assert await plans.newest(CASE) is None
    first, second = a_plan(1, fallback=None), a_plan(2)
    await plans.add(first)
    await plans.add(second)
    assert await plans.newest(CASE) == second
    assert await plans.versions(CASE) == [second.version, first.version]
    assert await plans.newest(CaseId("case-2")) is None


async def test_of_two_who_write_at_once_the_second_is_stopped(plans: PlanOfActionRows):
    await plans.add(a_plan(1))
    with pytest.raises(ConflictError):
        await plans.add(a_plan(1, fallback=None))
    assert await plans.newest(CASE) == a_plan(1)


async def test_nothing_of_a_plan_is_readable_in_the_table(plans: PlanOfActionRows):
    await plans.add(a_plan())
    row = (await plans._connection.execute(select(plan_of_action))).one()
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert CANARY.encode() not in kept
    assert b"punishment" not in kept


async def test_a_version_cannot_be_moved_to_another_place(plans: PlanOfActionRows):
    await plans.add(a_plan(1))
    await plans._connection.execute(plan_of_action.update().values(number=2))
    with pytest.raises(SealedDataError):
        await plans.newest(CASE)


async def test_with_its_key_gone_a_plan_is_gone(plans: PlanOfActionRows, key_store: KeyStore):
    await plans.add(a_plan())
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await plans.newest(CASE)
