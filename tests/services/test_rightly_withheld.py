"""What was rightly withheld is on record and alarms nobody; a real failure is still told."""

import pytest
from sqlalchemy import insert

from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.notice import NoticeKind
from storage.addresses import posted_card
from tests.services.test_failures_told import DIRECTORS, Failing
from tests.support.agenda_house import THE_BEGINNING, AgendaHouse

K, S = NoticeKind, DeliveryState
OF_NOBODY_ELSE = [
    K.DIGEST,
    K.REFERRAL_RECEIVED,
    K.CIRCLE_JOINED,
    K.NOT_NEEDED,
    K.ACUTE_RECEIPT,
    K.CONSULT,
]


@pytest.fixture
def failing(agenda_house: AgendaHouse) -> Failing:
    return Failing(agenda_house)


async def post_card(failing: Failing) -> None:
    """The card that a message is about is with its recipient already."""
    await failing.set(card="old")
    row = {"card": "old", "service_url": "x", "conversation": "y", "activity": "z"}
    async with failing.house.database.engine.begin() as connection:
        await connection.execute(insert(posted_card).values(**row, posted_at=THE_BEGINNING))


@pytest.mark.parametrize("kind", OF_NOBODY_ELSE)
@pytest.mark.parametrize("state", [S.WITHHELD, S.DEAD, S.EXPIRED])
async def test_what_tells_a_leaver_of_their_own_alarms_nobody_unless_it_really_failed(
    failing: Failing, kind: NoticeKind, state: DeliveryState
):
    await failing.announce(kind)
    await failing.set(state=state)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == ([] if state is S.WITHHELD else DIRECTORS)
    [(_, reason)] = await failing.on_record(AuditEvent.DELIVERY_FAILED)
    assert (reason is AuditReason.RIGHT_LOST) == (state is S.WITHHELD)


@pytest.mark.parametrize("state", [S.WITHHELD, S.DEAD])
async def test_an_old_card_that_a_leaver_keeps_as_it_was_alarms_nobody_unless_it_really_failed(
    failing: Failing, state: DeliveryState
):
    await failing.announce(K.OWN_TIMES)
    await post_card(failing)
    await failing.set(state=state)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == ([] if state is S.WITHHELD else DIRECTORS)


@pytest.mark.parametrize("kind", [K.OWN_TIMES, K.ATTENDANCE_REQUEST, K.REFERRAL_WEIGHED])
async def test_what_somebody_else_must_know_now_is_told_when_it_is_withheld(
    failing: Failing, kind: NoticeKind
):
    await failing.announce(kind)
    await failing.set(state=S.WITHHELD)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == DIRECTORS


async def test_for_whom_the_acute_lane_waits_is_told_also_of_an_old_card(failing: Failing):
    await failing.announce(K.INVITATION)
    await post_card(failing)
    await failing.set(state=S.WITHHELD)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == DIRECTORS
