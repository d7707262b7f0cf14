"""The database's clock decides, never that of the process (``reliability.md`` §0.2): processes
whose clocks differ would post early, or take from each other what is still in the air.
"""

from datetime import datetime, timedelta

import pytest

from domain.delivery import DeliveryState
from services.ports.turns import InboxKey, StoredAnswer
from tests.support.databases import Database
from tests.support.hand_clock import HandClock
from tests.support.outbox import PostOffice, a_notice

KEY = InboxKey(channel="msteams", conversation="a:piet", activity="1")
ANSWER = StoredAnswer(status=200, body={"statusCode": 200})
MINUTE, SECOND, HOUR = timedelta(minutes=1), timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
async def clock(database: Database, office: PostOffice) -> HandClock:
    clock = HandClock(database)
    await clock.take_over(office.database)
    return clock


def is_about(moment: datetime, clock: HandClock) -> bool:
    return abs(moment - clock.now) < timedelta(milliseconds=1)


async def test_business_time_is_that_of_the_database(clock: HandClock, office: PostOffice) -> None:
    assert is_about(await office.now(), clock)
    assert is_about(await office.database.clock(), clock)
    await clock.move(HOUR)
    assert is_about(await office.now(), clock)


async def test_a_lease_ends_by_the_clock_of_the_database(
    clock: HandClock, office: PostOffice
) -> None:
    notice = a_notice()
    await office.announce(notice)
    claimed = await office.claim_one(MINUTE)
    await clock.move(MINUTE - SECOND)
    assert await office.begin(claimed) == {claimed.id}
    assert await office.settle() == 0
    assert await office.state(notice.business_key) == DeliveryState.SENDING
    await clock.move(2 * SECOND)
    assert await office.begin(claimed) == set()
    assert await office.settle() == 1
    assert await office.state(notice.business_key) == DeliveryState.UNKNOWN


@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.UNKNOWN])
async def test_a_pause_ends_by_the_clock_of_the_database(
    clock: HandClock, office: PostOffice, state: DeliveryState
) -> None:
    await office.announce(a_notice())
    await office.record(await office.claim_one(), state, again_within=MINUTE)
    await clock.move(MINUTE - SECOND)
    assert (await office.claim(), await office.settle()) == ([], 0)
    await clock.move(2 * SECOND)
    taken = await office.claim()
    assert len(taken) + await office.settle() == 1


async def test_what_a_dead_sender_held_stays_unknown_as_long_as_the_database_says(
    clock: HandClock, office: PostOffice
) -> None:
    await office.announce(a_notice())
    await office.begin(await office.claim_one(MINUTE))
    await clock.move(MINUTE + SECOND)
    assert await office.settle(HOUR) == 1
    await clock.move(HOUR - SECOND)
    assert await office.settle(HOUR) == 0
    await clock.move(2 * SECOND)
    assert await office.settle(HOUR) == 1


async def test_a_message_is_due_and_too_late_by_the_clock_of_the_database(
    clock: HandClock, office: PostOffice
) -> None:
    opens = clock.now + HOUR
    late, early = (
        a_notice(due_at=opens, expires_at=opens + HOUR),
        a_notice(due_at=opens, expires_at=opens + 3 * HOUR),
    )
    await office.announce(late, early)
    await clock.move(HOUR - SECOND)
    assert await office.claim() == []
    await clock.move(2 * HOUR)
    assert [one.notice for one in await office.claim()] == [early]
    assert await office.settle() == 1
    assert await office.state(late.business_key) == DeliveryState.EXPIRED


async def test_an_answer_is_kept_as_long_as_the_database_says(
    clock: HandClock, office: PostOffice
) -> None:
    async with office.database.work() as work:
        await work.inbox.open(KEY)
        await work.inbox.answer(KEY, ANSWER)
    for by, kept in ((23 * HOUR, ANSWER), (2 * HOUR, StoredAnswer(status=200))):
        await clock.move(by)
        async with office.database.work() as work:
            await work.inbox.purge(24 * HOUR, 10)
            assert await work.inbox.forget(48 * HOUR, 10) == 0
            assert await work.inbox.open(KEY) == kept
    await clock.move(24 * HOUR)
    async with office.database.work() as work:
        assert await work.inbox.forget(48 * HOUR, 10) == 1
