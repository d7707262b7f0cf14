"""A connector that answers nobody, with hundreds waiting: nothing is lost, nothing is said more
than twice, and all goes on by itself.
"""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from domain.delivery import DeliveryState
from domain.notice import NoticeKind
from services.ports.turns import OutgoingReply
from tests.support.databases import SqliteFiles
from tests.support.outbox import a_notice
from tests.support.patience import PATIENCE
from tests.support.sending import Sending, open_sending
from tests.support.teams import (
    BAD_GATEWAY,
    DROP_BEFORE,
    HANG,
    HANG_AFTER_DELIVERY,
    Fault,
)

S = DeliveryState
_numbers = count(1)
MOST_FLYING = 64
PAUSE = 31.0  # longer than any the breaker makes
SOON = timedelta(milliseconds=200)  # what a call that hangs is waited for here


@pytest.fixture
async def sending(tmp_path: Path, sqlite_files: SqliteFiles) -> AsyncIterator[Sending]:
    async with (
        sqlite_files.fresh() as url,
        open_sending(url, tmp_path, call_within=SOON) as opened,
    ):
        yield opened


async def ask(sending: Sending, many: int) -> list[OutgoingReply]:
    """So many people ask something at once."""
    replies = [sending.a_reply(f"a:{next(_numbers)}") for _ in range(many)]
    await sending.office.reply(*replies)
    return replies


async def hang_for_minutes(sending: Sending, minutes: float = 5) -> None:
    await sending.play(int(minutes * 60 / 4), seconds=4)
    # on a busy machine the last call may still be in the air
    await sending.sender.land(timedelta(seconds=PATIENCE))
    await sending.sender.settle()


async def recover(sending: Sending) -> None:
    """It answers again; the pause ends by itself."""
    await sending.sender.land(timedelta(seconds=PATIENCE))
    sending.teams.recover()
    sending.have_patience()
    await sending.office.let_pauses_end()
    sending.seconds[0] += PAUSE
    await sending.send()


def copies(sending: Sending) -> Counter[str]:
    return Counter(post.conversation_id for post in sending.teams.visible)


@pytest.mark.parametrize("fault", [HANG, DROP_BEFORE, BAD_GATEWAY])
async def test_minutes_without_an_answer_lose_none_of_two_hundred_replies(
    sending: Sending, fault: Fault
):
    await ask(sending, 200)
    sending.teams.fail_from_now(fault)
    await hang_for_minutes(sending)
    assert sending.breaker.troubles == ["connector_silent"]
    # what was in the air when it began, and then one in each pause
    assert len(sending.teams.calls) <= MOST_FLYING + 16
    assert await sending.states() == {S.PENDING: 200}
    await recover(sending)
    assert await sending.states() == {S.SENT: 200}
    assert set(copies(sending).values()) == {1}
    assert sending.breaker.troubles == []


async def test_what_did_arrive_in_those_minutes_comes_twice_at_most(sending: Sending):
    await ask(sending, 100)
    sending.teams.fail_from_now(HANG_AFTER_DELIVERY)
    await hang_for_minutes(sending)
    await recover(sending)
    assert await sending.states() == {S.SENT: 100}
    assert len(copies(sending)) == 100
    assert max(copies(sending).values()) == 2


async def test_of_hundreds_that_wait_the_acute_one_that_came_last_goes_first(sending: Sending):
    sending.teams.fail_from_now(HANG)
    await ask(sending, 10)
    await sending.play(6)
    await ask(sending, 200)
    await sending.office.announce(a_notice(NoticeKind.INVITATION, subject="acute"))
    await recover(sending)
    assert sending.teams.visible[0].text == "notice acute"
    assert await sending.states() == {S.SENT: 211}


async def test_who_finds_out_is_no_acute_message_that_might_not_go_again(sending: Sending):
    acute = [a_notice(NoticeKind.INVITATION) for _ in range(3)]
    await sending.office.announce(*acute)
    sending.teams.fail_from_now(HANG)
    await sending.play(6)
    await ask(sending, 20)
    await hang_for_minutes(sending)
    assert {await sending.office.state(each.business_key) for each in acute} == {S.PENDING}
    await recover(sending)
    assert await sending.states() == {S.SENT: 23}


async def test_an_ordinary_message_does_not_find_out_while_an_answer_can(sending: Sending):
    sending.teams.fail_from_now(HANG)
    await ask(sending, 3)
    await sending.play(6)
    ordinary = a_notice(NoticeKind.OWN_TIMES)
    await sending.office.announce(ordinary)
    await ask(sending, 20)
    await hang_for_minutes(sending, 2)
    assert await sending.office.state(ordinary.business_key) == S.PENDING
    await recover(sending)
    assert await sending.office.state(ordinary.business_key) == S.SENT


async def test_one_alone_that_finds_out_twice_is_put_to_a_person(sending: Sending):
    (reply,) = await ask(sending, 1)
    sending.teams.fail_from_now(HANG)
    await hang_for_minutes(sending, 2)
    row = await sending.office.row(reply.business_key)
    assert (row.state, row.content is None) == (S.ASKED, False)
    assert len(sending.teams.calls) == 2


async def test_while_it_is_silent_no_message_grows_old_by_being_looked_at(sending: Sending):
    replies = await ask(sending, 100)
    sending.teams.fail_from_now(DROP_BEFORE)
    await hang_for_minutes(sending)
    rows = [await sending.office.row(each.business_key) for each in replies]
    assert max(row.attempts for row in rows) <= 2


async def test_nobody_finds_out_while_an_earlier_call_is_still_in_the_air(sending: Sending):
    sending.have_patience()
    (slow,) = await ask(sending, 1)
    sending.teams.fail_next(HANG, conversation_id=slow.address.conversation)
    await sending.play(1)
    sending.teams.fail_from_now(DROP_BEFORE)
    await ask(sending, 3)
    await sending.play(2)
    sending.teams.recover()
    calls = len(sending.teams.calls)
    await sending.play(3, PAUSE)
    assert len(sending.teams.calls) == calls
    sending.teams.release()
    await recover(sending)
    assert await sending.states() == {S.SENT: 4}
