"""A question before a referral is kept sealed, and nothing of it stays when it is wiped."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.consult import (
    Consult,
    ConsultId,
    ConsultLine,
    ConsultReply,
    ConsultsAsked,
    SaidAs,
    ask_on,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import MemberId, OrganisationId
from storage.consults import ConsultRows, consult
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from tests.support.canaries import CANARY
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
AGENT = MemberId("agent")
LINE = ConsultLine(said_as=SaidAs.ASKED, by=AGENT, at=NOW, text=CANARY)
ASKED = Consult(
    id=ConsultId("c"),
    asker=AGENT,
    organisation=OrganisationId("police"),
    reply=ConsultReply.WRITTEN,
    said_at=NOW,
    lines=(LINE,),
)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    yield store
    await store.close()


async def test_a_question_is_sealed_comes_back_as_it_was_saved_and_is_wiped(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConsultRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(ASKED)
        assert await rows.waiting() == [ASKED]
        (row,) = await connection.execute(select(consult))
        assert CANARY.encode() not in row.lines
        saved = await rows.save(ask_on(ASKED, LINE))
        assert await rows.of_asker(AGENT) == [saved]
        for change in (rows.save, rows.wipe):
            with pytest.raises(ConflictError):
                await change(ASKED)
        await rows.wipe(saved)
        with pytest.raises(NotFoundError):
            await rows.get(ASKED.id)


async def test_questions_are_counted_by_month(database: Database, key_store: KeyStore):
    february, march = date(2026, 2, 1), date(2026, 3, 1)
    async with database.engine.begin() as connection:
        rows = ConsultRows(connection, Fields(HouseKeys.make(), key_store))
        for month in (march, february, february):
            await rows.count(month)
        assert await rows.asked_between(february, february) == [
            ConsultsAsked(month_on=february, asked=2)
        ]
        assert [one.asked for one in await rows.asked_between(february, march)] == [2, 1]
        assert await rows.asked_between(date(2026, 4, 1), date(2026, 6, 30)) == []
