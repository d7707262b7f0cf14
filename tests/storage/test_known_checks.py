"""What was asked outside the house is kept with its case, sealed, and gone with its key."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.identifiers import CaseId, KnownCheckId
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.known_checks import KnownCheckRows, known_check
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.known_checks import a_known_check

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
FIRST = a_known_check(CASE_ID, NOW)
SECOND = a_known_check(CASE_ID, NOW + timedelta(days=1), id=KnownCheckId("6" * 32))


async def test_all_that_was_asked_about_a_case_is_read_in_its_order_and_of_no_other(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = KnownCheckRows(connection, Fields(HouseKeys.make(), key_store))
        for one in (SECOND, FIRST):
            await rows.add(one)
        assert await rows.of_case(CASE_ID) == [FIRST, SECOND]
        assert await rows.of_case(CaseId("other")) == []


async def test_whom_and_what_was_shared_is_sealed_and_gone_with_the_key(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = KnownCheckRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(FIRST)
        (row,) = await connection.execute(select(known_check))
        assert CANARY.encode() not in row.told
        assert b"health" not in row.told
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.of_case(CASE_ID)
