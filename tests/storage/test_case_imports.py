from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.case_import import WrittenCase, WrittenPartner
from domain.errors import ConflictError
from domain.identifiers import CaseId
from domain.referral import Identity
from domain.stoplight import Colour
from storage.case_imports import CaseImportRows, case_import
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from tests.support.canaries import CANARY
from tests.support.databases import Database

FIRST, SECOND = CaseId("case-1"), CaseId("case-2")
WRITTEN = WrittenCase(
    number="ZVH 001",
    first_on=date(2025, 3, 1),
    identity=Identity(name=CANARY, born_on=date(1990, 5, 1)),
    colour=Colour.RED,
    reason=f"{CANARY} dreigt.",
    minutes=None,
    review_on=None,
    circle=(WrittenPartner(organisation="police"),),
    director="",
)


@pytest.fixture
async def imports(
    database: Database, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[CaseImportRows]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (FIRST, SECOND):
        await store.create(case)
    async with database.engine.begin() as connection:
        yield CaseImportRows(connection, Fields(HouseKeys.make(), store))
    await store.close()


async def test_a_number_is_found_again_however_it_is_spaced_and_only_once_brought_in(
    imports: CaseImportRows,
):
    await imports.add(FIRST, WRITTEN)
    assert await imports.known(["zvh001", "zvh002"]) == {"zvh001": WRITTEN}
    assert await imports.known([]) == {}
    assert await imports.number_of(FIRST) == "ZVH 001"
    assert await imports.number_of(SECOND) == ""
    with pytest.raises(ConflictError):
        await imports.add(SECOND, WRITTEN)


async def test_a_case_that_another_was_merged_into_has_both_numbers(imports: CaseImportRows):
    await imports.add(FIRST, WRITTEN)
    await imports.add(FIRST, replace(WRITTEN, number="ZVH 002"))
    assert sorted((await imports.number_of(FIRST)).split(", ")) == ["ZVH 001", "ZVH 002"]
    assert set(await imports.known(["zvh001", "zvh002"])) == {"zvh001", "zvh002"}


async def test_nobody_reads_a_number_or_a_name_from_the_rows(imports: CaseImportRows):
    await imports.add(FIRST, WRITTEN)
    (row,) = (await imports._connection.execute(select(case_import))).all()
    kept = bytes(row.mark) + bytes(row.content)
    assert not any(said.encode() in kept for said in (CANARY, "ZVH", "zvh001", "dreigt"))
