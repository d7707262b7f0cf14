from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError
from domain.identifiers import CaseId, MeetingId
from storage.crypto import HouseKeys, SealedDataError
from storage.discussions import DiscussionRows, discussion
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.discussions import a_discussion

CASE, OTHER_CASE = CaseId("case-1"), CaseId("case-2")
THIS, LAST = MeetingId("weekly:2026-02-12"), MeetingId("weekly:2026-02-05")
WEEK = timedelta(weeks=1)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (CASE, OTHER_CASE):
        await store.create(case)
    yield store
    await store.close()


@pytest.fixture
async def said(database: Database, key_store: KeyStore) -> AsyncIterator[DiscussionRows]:
    async with database.engine.begin() as connection:
        yield DiscussionRows(connection, Fields(HouseKeys.make(), key_store))


async def test_the_newest_of_a_meeting_is_found_beside_that_of_the_meeting_before(
    said: DiscussionRows,
):
    before = a_discussion(said_in=LAST, written_at=a_discussion().written_at - WEEK)
    long_ago = a_discussion(said_in=MeetingId("weekly:0"), written_at=before.written_at - WEEK)
    for one in (a_discussion(), a_discussion(number=2), before, long_ago):
        await said.add(one)
    await said.add(a_discussion(case=OTHER_CASE, said_in=MeetingId("weekly:9"), number=9))
    assert await said.newest(CASE, THIS) == a_discussion(number=2)
    assert await said.before(CASE, THIS) == before
    assert await said.newest(OTHER_CASE, THIS) is None


async def test_the_cases_of_a_meeting_are_known_once(said: DiscussionRows):
    await said.add(a_discussion())
    await said.add(a_discussion(number=2))
    await said.add(a_discussion(case=OTHER_CASE, said_in=LAST))
    assert await said.written_in(THIS) == {CASE}


async def test_of_two_who_save_at_once_the_second_is_stopped(said: DiscussionRows):
    await said.add(a_discussion())
    with pytest.raises(ConflictError):
        await said.add(a_discussion(written_by="dirk"))
    assert await said.newest(CASE, THIS) == a_discussion()


async def test_nothing_that_was_said_is_readable_in_the_table(said: DiscussionRows):
    await said.add(a_discussion())
    row = (await said._connection.execute(select(discussion))).one()
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    assert CANARY.encode() not in kept
    assert b"later" not in kept


async def test_what_was_said_cannot_be_moved_to_another_place(said: DiscussionRows):
    await said.add(a_discussion())
    await said._connection.execute(discussion.update().values(number=2))
    with pytest.raises(SealedDataError):
        await said.newest(CASE, THIS)


async def test_with_its_key_gone_what_was_said_is_gone(said: DiscussionRows, key_store: KeyStore):
    await said.add(a_discussion())
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await said.newest(CASE, THIS)
