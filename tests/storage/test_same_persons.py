from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.identifiers import CaseId
from domain.referral import Identity
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.same_persons import SamePersonRows, subject_mark
from tests.support.canaries import CANARY
from tests.support.databases import Database

FIRST, SECOND = CaseId("case-1"), CaseId("case-2")
WHO = Identity(name=f"Jan van {CANARY}", born_on=date(1987, 6, 5))
SAME = replace(WHO, name=f"{CANARY}, JAN")


@pytest.fixture
async def fields(tmp_path: Path, socket_enabled: None) -> AsyncIterator[Fields]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    yield Fields(HouseKeys.make(), store)
    await store.close()


async def test_marks_find_the_other_case_until_they_are_changed(database: Database, fields: Fields):
    async with database.engine.begin() as connection:
        rows = SamePersonRows(connection, fields)
        await rows.add(FIRST, WHO)
        await rows.add(SECOND, SAME)
        assert await rows.find(SECOND, SAME) == [FIRST]
        assert await rows.find(FIRST, WHO) == [SECOND]
        await rows.change(FIRST, replace(WHO, name="Piet"))
        assert await rows.find(SECOND, SAME) == []
        assert await rows.find(FIRST, Identity(name=" ")) == []


async def test_another_key_of_the_house_finds_nothing(database: Database, fields: Fields):
    async with database.engine.begin() as connection:
        await SamePersonRows(connection, fields).add(FIRST, WHO)
        (one, *_) = await connection.execute(select(subject_mark))
        assert CANARY.encode() not in one.mark
        other = Fields(HouseKeys.make(), fields._key_store)
        assert await SamePersonRows(connection, other).find(SECOND, WHO) == []
