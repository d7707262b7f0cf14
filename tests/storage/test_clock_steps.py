"""A database clock that is put back or ahead an hour: nothing waits that hour, and nothing that is
in the air is taken for dead. All moments that are kept are moved the other way instead.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.delivery import DeliveryState
from storage.clock_steps import ClockSteps
from storage.notices import outbox
from tests.support.outbox import PostOffice, a_notice, a_reply

HOUR, MINUTE, SETTLE = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=10)
AHEAD, BACK = HOUR, -HOUR


@dataclass
class Stopwatch:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def stopwatch(office: PostOffice) -> Stopwatch:
    stopwatch = Stopwatch()
    office.database.outbox._steps = ClockSteps(stopwatch)
    await office.settle(SETTLE)
    return stopwatch


async def put_clock(office: PostOffice, stopwatch: Stopwatch, by: timedelta) -> None:
    """What is written down lies an hour off, and no time has passed: by the database's clock it
    did not, so by the stopwatch it did the other way.
    """
    async with office.database.engine.begin() as connection:
        rows = (await connection.execute(outbox.select())).all()
        for row in rows:
            moved = {"ready_at": row.ready_at - by}
            if row.lease_until:
                moved["lease_until"] = row.lease_until - by
            await connection.execute(update(outbox).where(outbox.c.id == row.id).values(**moved))
    stopwatch.seconds -= by.total_seconds()


async def test_what_waits_does_not_wait_an_hour_when_the_clock_is_put_back(
    office: PostOffice, stopwatch: Stopwatch
):
    await office.announce(a_notice())
    await office.reply(a_reply())
    await put_clock(office, stopwatch, BACK)
    assert await office.claim() == []
    await office.settle(SETTLE)
    assert len(await office.claim()) == 2


async def test_what_a_dead_sender_held_is_free_within_a_minute_when_the_clock_is_put_back(
    office: PostOffice, stopwatch: Stopwatch
):
    notice = a_notice()
    await office.announce(notice)
    await office.claim_one(MINUTE)
    await put_clock(office, stopwatch, BACK)
    await office.settle(SETTLE)
    row = await office.row(notice.business_key)
    assert row.lease_until - await office.database.clock() <= MINUTE


@pytest.mark.parametrize("by", [AHEAD, BACK])
async def test_what_is_in_the_air_stays_there_whatever_the_clock_does(
    office: PostOffice, stopwatch: Stopwatch, by: timedelta
):
    notice = a_notice()
    await office.announce(notice)
    held = await office.claim_one(MINUTE)
    await put_clock(office, stopwatch, by)
    assert await office.settle(SETTLE) == 0
    assert await office.state(notice.business_key) == DeliveryState.SENDING
    await office.record(held, DeliveryState.SENT)
    assert await office.state(notice.business_key) == DeliveryState.SENT


@pytest.mark.parametrize("by", [AHEAD, BACK])
async def test_what_is_unknown_is_decided_after_its_pause_whatever_the_clock_does(
    office: PostOffice, stopwatch: Stopwatch, by: timedelta
):
    notice = a_notice()
    await office.announce(notice)
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN, again_within=SETTLE)
    await put_clock(office, stopwatch, by)
    assert await office.settle(SETTLE) == 0
    row = await office.row(notice.business_key)
    assert timedelta(0) < row.ready_at - await office.database.clock() <= SETTLE


async def test_a_pause_is_kept_while_the_clock_goes_as_it_should(
    office: PostOffice, stopwatch: Stopwatch
):
    await office.announce(a_notice())
    await office.record(await office.claim_one(), DeliveryState.PENDING, again_within=MINUTE)
    stopwatch.seconds += 5
    await office.settle(SETTLE)
    assert await office.claim() == []
