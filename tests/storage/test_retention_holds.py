from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.identifiers import CaseId, MemberId
from domain.retention_hold import RetentionHold
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.retention_holds import RetentionHoldRows
from tests.support.databases import Database

HOLD = RetentionHold(
    case=CaseId("case-1"),
    until_on=date(2027, 3, 1),
    reason="De rechter vraagt erom.",
    set_by=MemberId("cora"),
    set_at=datetime(2026, 11, 28, 9, tzinfo=UTC),
)


@pytest.fixture
async def holds(
    database: Database, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[RetentionHoldRows]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in ("case-1", "case-2"):
        await store.create(CaseId(case))
    async with database.engine.begin() as connection:
        yield RetentionHoldRows(connection, Fields(HouseKeys.make(), store))
    await store.close()


async def test_a_case_has_one_hold_that_comes_in_the_place_of_the_one_before(
    holds: RetentionHoldRows,
):
    await holds.keep(HOLD)
    longer = replace(HOLD, until_on=date(2027, 4, 1), reason="Nog een zitting.")
    await holds.keep(longer)
    assert await holds.find(HOLD.case) == longer
    await holds.forget(HOLD.case)
    assert await holds.find(HOLD.case) is None


async def test_those_that_end_are_found_the_first_to_end_first(holds: RetentionHoldRows):
    other = replace(HOLD, case=CaseId("case-2"), until_on=date(2027, 1, 1))
    await holds.keep(HOLD)
    await holds.keep(other)
    both = [(other.case, other.until_on), (HOLD.case, HOLD.until_on)]
    assert await holds.until(HOLD.until_on) == both
    assert await holds.until(date(2027, 2, 28)) == both[:1]
    assert await holds.days_of([HOLD.case, CaseId("case-3")]) == {HOLD.case: HOLD.until_on}
    assert await holds.days_of([]) == {}
