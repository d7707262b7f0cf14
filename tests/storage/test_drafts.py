import importlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.draft import Draft, DraftEnd, DraftTerm
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, DraftId, MemberId
from storage.crypto import HouseKeys
from storage.drafts import DraftRows, draft
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.metadata import metadata
from storage.sealed import UnreadableContentError
from tests.support.canaries import CANARY
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
CASE = CaseId("case-1")
ABOUT = {"case": "case-1", "version": 3}
ANSWERS = {
    "name": f"Jan {CANARY} é\n🔴",
    "born_on": date(1990, 5, 1),
    "looks_like_a_date": "1990-05-01",
    "is_minor": False,
    "minutes": 15,
    "partners": ("police", "care"),
    "nobody": (),
}
migration = importlib.import_module("storage.migrations.versions.0004_drafts")


def a_draft(name: str = "one", **changes: object) -> Draft:
    made = Draft(
        id=DraftId(name),
        member=MemberId("agent"),
        dialog="referral",
        dialog_version=1,
        subject=name,
        case=CASE,
        page="who",
        about=ABOUT,
        answers=ANSWERS,
        version=1,
        changed_at=NOW,
        expires_at=NOW + timedelta(weeks=4),
    )
    return replace(made, **changes)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE)
    yield store
    await store.close()


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def drafts(connection: AsyncConnection, key_store: KeyStore) -> DraftRows:
    return DraftRows(connection, Fields(HouseKeys.make(), key_store))


@pytest.mark.parametrize("case", [CASE, None])
async def test_a_draft_comes_back_as_it_was_kept(drafts: DraftRows, case: CaseId | None):
    kept = a_draft(case=case)
    await drafts.add(kept)
    found = await drafts.get(kept.id)
    assert found == kept
    assert [type(one) for one in found.answers.values()] == [type(one) for one in ANSWERS.values()]


async def test_an_answer_of_a_type_that_is_not_on_the_list_is_not_kept(drafts: DraftRows):
    for other in (1.5, NOW, None, {"a": 1}):
        with pytest.raises(UnreadableContentError):
            await drafts.add(a_draft(answers={"field": other}))


async def test_nobody_reads_answers_from_the_table(drafts: DraftRows, connection: AsyncConnection):
    await drafts.add(a_draft())
    row = (await connection.execute(select(draft))).one()
    assert CANARY.encode() not in b"".join(
        part if isinstance(part, bytes) else str(part).encode() for part in row
    )


async def test_answers_about_a_case_go_with_the_key_of_the_case(
    drafts: DraftRows, key_store: KeyStore
):
    await drafts.add(a_draft())
    await drafts.add(a_draft("house", case=None))
    await key_store.destroy(CASE)
    with pytest.raises(KeyDestroyedError):
        await drafts.get(DraftId("one"))
    assert (await drafts.get(DraftId("house"))).answers == ANSWERS


async def test_a_draft_is_saved_one_version_higher_and_only_over_the_version_read(
    drafts: DraftRows,
):
    kept = a_draft()
    await drafts.add(kept)
    saved = await drafts.save(replace(kept, page="why_now"))
    assert saved.version == 2
    assert await drafts.get(kept.id) == saved
    with pytest.raises(ConflictError):
        await drafts.save(replace(kept, page="aim"))
    assert (await drafts.get(kept.id)).page == "why_now"


async def test_an_ended_draft_keeps_no_answers(drafts: DraftRows, connection: AsyncConnection):
    kept = a_draft()
    await drafts.add(kept)
    ended = await drafts.save(replace(kept, end=DraftEnd.SENT))
    assert (ended.answers, ended.about) == ({}, {})
    assert await drafts.get(kept.id) == ended
    assert (await connection.scalar(select(draft.c.content))) is None
    assert not await drafts.waiting_of(kept.member)


async def test_a_member_has_one_open_draft_on_a_subject(drafts: DraftRows):
    first = a_draft()
    await drafts.add(first)
    again = replace(first, id=DraftId("two"))
    with pytest.raises(ConflictError):
        await drafts.add(again)
    await drafts.add(replace(again, member=MemberId("nurse")))
    await drafts.save(replace(first, end=DraftEnd.SENT))
    await drafts.add(replace(again, id=DraftId("three")))


async def test_a_member_goes_on_with_the_own_draft_and_finds_no_other(drafts: DraftRows):
    mine = a_draft()
    theirs = replace(mine, id=DraftId("two"), member=MemberId("nurse"))
    await drafts.add(theirs)
    subject = (mine.dialog, mine.subject)
    assert await drafts.find_open(mine.member, *subject) is None
    await drafts.add(mine)
    assert await drafts.find_open(mine.member, *subject) == mine
    assert await drafts.find_open(theirs.member, *subject) == theirs
    assert await drafts.find_open(mine.member, mine.dialog, "another") is None
    await drafts.save(replace(mine, end=DraftEnd.SENT))
    assert await drafts.find_open(mine.member, *subject) is None


async def test_open_drafts_are_listed_last_changed_first(drafts: DraftRows):
    await drafts.add(a_draft("old", changed_at=NOW - timedelta(days=1)))
    await drafts.add(a_draft("new"))
    await drafts.add(a_draft("ancient", changed_at=NOW - timedelta(days=2)))
    await drafts.add(a_draft("other", member=MemberId("nurse")))
    waiting = await drafts.waiting_of(MemberId("agent"))
    assert [one.id for one in waiting] == ["new", "old", "ancient"]


async def test_a_waiting_draft_says_whether_its_member_filled_something_in(drafts: DraftRows):
    untouched = a_draft()
    await drafts.add(untouched)
    (waiting,) = await drafts.waiting_of(untouched.member)
    assert not waiting.is_filled_in
    await drafts.save(replace(untouched, is_filled_in=True))
    (waiting,) = await drafts.waiting_of(untouched.member)
    assert waiting.is_filled_in


async def test_a_draft_that_is_not_there_is_not_found(drafts: DraftRows):
    with pytest.raises(NotFoundError):
        await drafts.get(DraftId("one"))


async def test_a_draft_whose_term_is_over_loses_its_answers(
    drafts: DraftRows, connection: AsyncConnection
):
    await drafts.add(a_draft(expires_at=NOW))
    await drafts.expire(DraftId("one"), NOW)
    expired = await drafts.get(DraftId("one"))
    assert (expired.end, expired.changed_at, expired.version) == (DraftEnd.EXPIRED, NOW, 2)
    assert (await connection.scalar(select(draft.c.content))) is None


async def test_what_somebody_goes_on_with_or_has_sent_does_not_expire(drafts: DraftRows):
    await drafts.add(a_draft("waiting", expires_at=NOW + timedelta(microseconds=1)))
    await drafts.add(a_draft("sent", expires_at=NOW))
    await drafts.save(replace(await drafts.get(DraftId("sent")), end=DraftEnd.SENT))
    for name in ("waiting", "sent", "nothing"):
        await drafts.expire(DraftId(name), NOW)
    assert (await drafts.get(DraftId("waiting"))).end is None
    assert (await drafts.get(DraftId("sent"))).end is DraftEnd.SENT


async def test_how_long_a_draft_stays_is_read_and_ended_without_the_key_of_its_answers(
    drafts: DraftRows, key_store: KeyStore
):
    await drafts.add(a_draft(expires_at=NOW))
    await key_store.destroy(CASE)
    known_as = DraftId("one")
    open_term = DraftTerm(changed_at=NOW, expires_at=NOW, is_ended=False)
    assert await drafts.term(known_as) == open_term
    await drafts.expire(known_as, NOW)
    assert await drafts.term(known_as) == replace(open_term, is_ended=True)


async def test_a_forgotten_draft_is_gone_and_forgetting_again_does_nothing(drafts: DraftRows):
    await drafts.add(a_draft())
    for _ in range(2):
        await drafts.forget(DraftId("one"))
    assert await drafts.term(DraftId("one")) is None
    with pytest.raises(NotFoundError):
        await drafts.get(DraftId("one"))


async def test_answers_moved_to_another_draft_do_not_open(
    drafts: DraftRows, connection: AsyncConnection
):
    await drafts.add(a_draft("one"))
    await drafts.add(a_draft("two"))
    sealed = select(draft.c.content).where(draft.c.id == "one").scalar_subquery()
    await connection.execute(update(draft).where(draft.c.id == "two").values(content=sealed))
    with pytest.raises(Exception, match="outside the product"):
        await drafts.get(DraftId("two"))


async def test_the_migration_makes_what_the_table_says_and_takes_it_away(database: Database):
    async with database.engine.begin() as connection:
        await connection.run_sync(_migrate_and_compare)


def _migrate_and_compare(connection: Connection) -> None:
    made = _describe(connection)
    metadata.tables["draft"].drop(connection)
    with Operations.context(MigrationContext.configure(connection)):
        migration.upgrade()
        assert _describe(connection) == made
        migration.downgrade()
    assert "draft" not in inspect(connection).get_table_names()


def _describe(connection: Connection) -> tuple[object, ...]:
    inspector = inspect(connection)
    columns = [
        (one["name"], str(one["type"]), one["nullable"]) for one in inspector.get_columns("draft")
    ]
    indexes = {(one["name"], tuple(one["column_names"])) for one in inspector.get_indexes("draft")}
    return columns, indexes, inspector.get_pk_constraint("draft")["name"]
