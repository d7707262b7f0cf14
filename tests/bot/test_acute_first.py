"""Two thousand messages wait, and one of them is acute."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.running.heartbeat import Heartbeat
from bot.running.serving import Pump, keep_sending
from domain.delivery import DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind
from tests.support.databases import SqliteFiles
from tests.support.outbox import a_notice
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.teams import BAD_GATEWAY

BATCH = 16
_COPIES = """
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1999)
    INSERT INTO outbox (business_key, kind, subject, operation, target, member, urgency, state,
        ready_at, fence, attempts, unknowns, is_told, created_at)
    SELECT business_key || n, kind, subject, operation, target || n, member || n, urgency, state,
        ready_at, fence, attempts, unknowns, is_told, created_at FROM outbox, numbers
"""


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    """With two thousand ordinary messages in its outbox."""
    async with sqlite_files.fresh() as url, open_sending(url, tmp_path) as opened:
        opened.have_patience()
        await opened.office.announce(a_notice(NoticeKind.OWN_TIMES))
        async with opened.office.database.engine.begin() as connection:
            await connection.execute(text(_COPIES))
        assert await opened.states() == {DeliveryState.PENDING: 2000}
        yield opened


def called_for_wim(sending: Sending) -> list[int]:
    return [n for n, call in enumerate(sending.teams.calls) if call.conversation_id == "a:wim"]


async def test_an_acute_message_that_comes_last_goes_in_the_next_batch(sending: Sending):
    await sending.play(2)
    await sending.office.announce(a_notice(NoticeKind.INVITATION, member=MemberId("wim")))
    await sending.play(1)
    (position,) = called_for_wim(sending)
    assert position < 3 * BATCH


async def test_an_acute_message_of_unknown_fate_goes_again_before_those_that_wait(
    sending: Sending,
):
    await sending.office.announce(a_notice(NoticeKind.INVITATION, member=MemberId("wim")))
    sending.teams.fail_next(BAD_GATEWAY, conversation_id="a:wim")
    beating = Heartbeat(
        name="sending", silent_within=timedelta(minutes=2), read_monotonic=lambda: 0.0
    )
    async with keep_sending(Pump(0.01, beating), sending.sender), asyncio.timeout(PATIENCE):
        while not sending.teams.messages_to("a:wim").posts:
            await asyncio.sleep(0.01)
    first, second = called_for_wim(sending)
    assert second - first < 3 * BATCH
    assert (await sending.states())[DeliveryState.PENDING] > 1000
