"""Who hands over work to whom is kept, why somebody declines is sealed, and a case and its drafts
move in one transaction.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.draft import Draft
from domain.hand_over import (
    HandOverState,
    WorkHandOver,
    note_by_telephone,
    remind_receiver,
    settle,
)
from domain.identifiers import DraftId, MemberId, OrganisationId
from storage.crypto import HouseKeys
from storage.drafts import DraftRows
from storage.fields import Fields
from storage.hand_overs import HandOverRows, work_hand_over
from storage.key_store import KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
AGENT, DEPUTY = MemberId("agent"), MemberId("deputy")
ASKED = WorkHandOver(
    giver=AGENT,
    receiver=DEPUTY,
    organisation=OrganisationId("police"),
    asked_by=AGENT,
    asked_at=NOW,
)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    await store.create(CASE_ID)
    yield store
    await store.close()


async def test_a_hand_over_waits_until_it_is_settled_and_why_is_sealed(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = HandOverRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(ASKED)
        assert await rows.asked_of(DEPUTY) == [ASKED]
        declined = settle(ASKED, HandOverState.DECLINED, NOW)
        assert await rows.settle(declined, CANARY)
        assert not await rows.settle(settle(ASKED, HandOverState.ACCEPTED, NOW))
        assert await rows.asked_of(DEPUTY) == []
        assert await rows.ended_since(NOW) == [declined]
        assert await rows.why(AGENT) == CANARY
        (row,) = await connection.execute(select(work_hand_over))
        assert CANARY.encode() not in row.why_not
        await rows.keep(ASKED)
        assert await rows.why(AGENT) == ""
        await rows.forget(AGENT)
        assert await rows.find(AGENT) is None


async def test_what_was_ticked_is_kept_until_it_is_settled_and_who_wrote_the_answer_down_after(
    database: Database, key_store: KeyStore
):
    ticked = replace(ASKED, chosen=(CASE_ID, "invitation"))
    async with database.engine.begin() as connection:
        rows = HandOverRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(ticked)
        reminded = remind_receiver(ticked)
        assert await rows.settle(reminded)
        assert await rows.find(AGENT) == reminded
        over = settle(note_by_telephone(reminded, MemberId("iris")), HandOverState.ACCEPTED, NOW)
        assert await rows.settle(over)
        kept = await rows.find(AGENT)
        assert kept is not None
        assert (kept.chosen, kept.recorded_by) == (None, "iris")


async def test_an_answer_to_an_earlier_question_settles_no_later_one(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = HandOverRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(replace(ASKED, receiver=MemberId("other"), asked_at=NOW + timedelta(1)))
        assert not await rows.settle(settle(ASKED, HandOverState.ACCEPTED, NOW))


async def test_of_two_who_settle_it_at_once_one_does(database: Database, key_store: KeyStore):
    fields = Fields(HouseKeys.make(), key_store)
    async with database.engine.begin() as connection:
        await HandOverRows(connection, fields).keep(ASKED)

    async def accept() -> bool:
        async with database.engine.begin() as connection:
            over = settle(ASKED, HandOverState.ACCEPTED, NOW)
            return await HandOverRows(connection, fields).settle(over)

    assert sorted(await asyncio.gather(accept(), accept())) == [False, True]


async def test_a_draft_moves_sealed_unless_its_new_member_has_one_open_on_its_subject(
    database: Database, key_store: KeyStore
):
    draft = Draft(
        id=DraftId("one"),
        member=AGENT,
        dialog="discussion_wish",
        dialog_version=1,
        subject=CASE_ID,
        case=CASE_ID,
        page="why",
        answers={"why": CANARY},
        version=1,
        changed_at=NOW,
        expires_at=NOW,
    )
    async with database.engine.begin() as connection:
        rows = DraftRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(draft)
        assert await rows.move(draft.id, DEPUTY)
        moved = await rows.get(draft.id)
        assert (moved.member, moved.answers) == (DEPUTY, {"why": CANARY})
        await rows.add(replace(draft, id=DraftId("two")))
        assert not await rows.move(DraftId("two"), DEPUTY)
