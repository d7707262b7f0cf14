from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MeetingId, MinutesId
from domain.minutes import MinutesState
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.minutes import MinutesRows, minutes_edition, minutes_objection
from tests.support.canaries import CANARY
from tests.support.databases import Database
from tests.support.minutes import (
    AT,
    HELD_ON,
    an_edition,
    an_objection,
    approved_minutes,
    some_minutes,
)

CASE, THIS = CaseId("case-1"), MeetingId("weekly:2026-02-12")
DAY = timedelta(days=1)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    for case in (CASE, CaseId("case-2")):
        await store.create(case)
    yield store
    await store.close()


@pytest.fixture
async def kept(database: Database, key_store: KeyStore) -> AsyncIterator[MinutesRows]:
    async with database.engine.begin() as connection:
        yield MinutesRows(connection, Fields(HouseKeys.make(), key_store))


async def test_minutes_are_kept_as_they_are_and_one_version_higher_when_saved(kept: MinutesRows):
    await kept.add(some_minutes())
    saved = await kept.save(approved_minutes())
    assert saved == approved_minutes(version=2)
    assert await kept.get(saved.id) == saved
    assert await kept.find(CASE, THIS) == saved
    assert await kept.find(CaseId("case-2"), THIS) is None
    with pytest.raises(ConflictError):
        await kept.save(approved_minutes())
    with pytest.raises(NotFoundError):
        await kept.get(MinutesId("none"))


async def test_a_case_has_one_set_of_minutes_of_a_meeting(kept: MinutesRows):
    await kept.add(some_minutes())
    with pytest.raises(ConflictError):
        await kept.add(some_minutes(id=MinutesId("minutes-2")))
    await kept.forget(some_minutes().id)
    assert await kept.find(CASE, THIS) is None


async def test_what_waits_is_listed_and_what_was_shared_lately_the_oldest_meeting_first(
    kept: MinutesRows,
):
    shared = {"state": MinutesState.SHARED, "edition": 1, "shared_edition": 1}
    rows = {
        "waits": {"held_on": HELD_ON},
        "objected": {"held_on": HELD_ON - 7 * DAY, "state": MinutesState.OBJECTED},
        "new": {"held_on": HELD_ON - 14 * DAY, "shared_at": AT, **shared},
        "old": {"held_on": HELD_ON - 21 * DAY, "shared_at": AT - DAY, **shared},
        # a new edition of what was shared lately is listed once
        "mended": {"held_on": HELD_ON - 28 * DAY, "shared_at": AT, "shared_edition": 1},
    }
    for name, changes in rows.items():
        await kept.add(some_minutes(id=MinutesId(name), said_in=MeetingId(name), **changes))
    listed = [one.id for one in await kept.listed(AT)]
    assert listed == ["mended", "new", "objected", "waits"]
    assert [one.id for one in await kept.of_case(CASE)] == [
        "waits", "objected", "new", "old", "mended",
    ]  # fmt: skip


async def test_each_edition_is_kept_and_of_two_who_approve_at_once_the_second_is_stopped(
    kept: MinutesRows,
):
    second = an_edition(number=2, content=replace(an_edition().content, present=()))
    for one in (an_edition(), second):
        await kept.add_edition(one)
    assert await kept.edition(approved_minutes(), 1) == an_edition()
    assert await kept.edition(approved_minutes(), 2) == second
    with pytest.raises(ConflictError):
        await kept.add_edition(second)
    with pytest.raises(NotFoundError):
        await kept.edition(approved_minutes(), 3)


async def test_who_objects_twice_to_one_edition_is_counted_once(kept: MinutesRows):
    again = an_objection(reason=f"{CANARY} en nog iets", objected_at=AT + DAY)
    for one in (an_objection(), again, an_objection(edition=2), an_objection(member="nurse")):
        await kept.keep_objection(one)
    found = await kept.objections(approved_minutes(), 1)
    assert [one.member for one in found] == ["nurse", "agent"]
    assert found[1] == again
    assert await kept.count_objections(approved_minutes(), 1) == 2
    assert await kept.count_objections(approved_minutes(), 3) == 0


async def test_nothing_that_was_said_is_readable_in_the_tables(kept: MinutesRows):
    await kept.add_edition(an_edition())
    await kept.keep_objection(an_objection())
    for table in (minutes_edition, minutes_objection):
        row = (await kept._connection.execute(select(table))).one()
        whole = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
        assert CANARY.encode() not in whole


async def test_an_edition_cannot_be_moved_to_another_place(kept: MinutesRows):
    await kept.add_edition(an_edition())
    await kept._connection.execute(minutes_edition.update().values(number=2))
    with pytest.raises(SealedDataError):
        await kept.edition(approved_minutes(), 2)


async def test_with_its_key_gone_what_was_said_is_gone(kept: MinutesRows, key_store: KeyStore):
    await kept.add_edition(an_edition())
    await kept.keep_objection(an_objection())
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await kept.edition(approved_minutes(), 1)
    with pytest.raises(KeyDestroyedError):
        await kept.objections(approved_minutes(), 1)
