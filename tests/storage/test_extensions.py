"""What is asked of suppliers is kept with what each says, on both databases; why, and who answered
by telephone, are sealed.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import ConflictError, NotFoundError
from domain.extension import SupplierAnswer, SupplierSays
from domain.identifiers import MemberId
from storage.crypto import HouseKeys
from storage.extensions import ExtensionRows, extension, extension_answer
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.transaction import Transaction
from tests.support.agenda_house import CARE, CITY, POLICE
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID, NOW
from tests.support.databases import Database
from tests.support.extensions import AN_EXTENSION, TELEPHONE, an_asking

ASKED = an_asking(police=None, care=None)
SAYS = SupplierAnswer(
    organisation=CARE, says=SupplierSays.LONGER, said_by=MemberId("daan"), said_at=NOW
)


@pytest.fixture
async def keys(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE_ID)
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def rows(connection: AsyncConnection, keys: KeyStore) -> ExtensionRows:
    return ExtensionRows(Transaction(connection), Fields(HouseKeys.make(), keys))


async def test_a_question_is_found_with_all_who_are_asked_and_kept_once(rows: ExtensionRows):
    await rows.add(ASKED, AN_EXTENSION)
    assert await rows.find(CASE_ID) == ASKED
    assert await rows.open() == [ASKED]
    assert await rows.why(CASE_ID) == AN_EXTENSION
    with pytest.raises(ConflictError):
        await rows.add(ASKED, AN_EXTENSION)


async def test_an_answer_takes_the_place_of_the_one_before_and_asking_again_leaves_it(
    rows: ExtensionRows,
):
    await rows.add(ASKED, AN_EXTENSION)
    await rows.keep_answer(CASE_ID, SAYS, TELEPHONE)
    await rows.ask_more(CASE_ID, [CARE, CITY])
    found = await rows.find(CASE_ID)
    assert found is not None
    assert (found.answer_of(CARE), found.silent) == (SAYS, {POLICE, CITY})
    assert await rows.told_by_telephone(CASE_ID, CARE) == TELEPHONE
    changed = replace(SAYS, says=SupplierSays.NO_LONGER)
    await rows.keep_answer(CASE_ID, changed)
    assert await rows.told_by_telephone(CASE_ID, CARE) is None
    found = await rows.find(CASE_ID)
    assert found is not None
    assert found.agreed == frozenset()


async def test_a_reminder_is_noted_and_nothing_is_left_of_what_is_forgotten(rows: ExtensionRows):
    await rows.add(ASKED, AN_EXTENSION)
    await rows.note_reminder(CASE_ID, NOW.date())
    found = await rows.find(CASE_ID)
    assert found is not None
    assert found.reminded_on == NOW.date()
    await rows.forget(CASE_ID)
    assert (await rows.find(CASE_ID), await rows.open()) == (None, [])
    with pytest.raises(NotFoundError):
        await rows.why(CASE_ID)


async def test_why_and_who_told_are_unreadable_in_the_database(
    rows: ExtensionRows, connection: AsyncConnection
):
    await rows.add(ASKED, AN_EXTENSION)
    await rows.keep_answer(CASE_ID, SAYS, TELEPHONE)
    for table in (extension, extension_answer):
        held = repr((await connection.execute(select(table))).all())
        assert CANARY not in held
