"""No message fails in silence: a director hears of it, and settles what nobody knows."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.errors import AlreadyDoneError
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from services.access import RefusedError
from services.delivery import (
    MessageSettledError,
    confirm_arrival,
    read_delivery,
    send_again,
    tell_failures,
)
from services.ports.deliveries import DeliveryId
from storage.notices import outbox
from tests.support.agenda_house import AgendaHouse

K, S = NoticeKind, DeliveryState
DIRECTORS = ["daan", "sanne"]
KEY = "own-times:agent"


@dataclass
class Failing:
    """A house with one message to Agent, to which things happen."""

    house: AgendaHouse

    async def announce(self, kind: NoticeKind = K.OWN_TIMES) -> DeliveryId:
        async with self.house.work() as moment:
            await moment.tell(kind, MemberId("agent"), "weekly:2026-02-12", KEY)
        async with self.house.database.engine.connect() as connection:
            chosen = select(outbox.c.id).where(outbox.c.business_key == KEY)
            return DeliveryId((await connection.execute(chosen)).scalar_one())

    async def set(self, **changes: object) -> None:
        async with self.house.database.engine.begin() as connection:
            mine = outbox.c.business_key == KEY
            await connection.execute(update(outbox).where(mine).values(**changes))

    async def state(self) -> str:
        async with self.house.database.engine.connect() as connection:
            chosen = select(outbox.c.state).where(outbox.c.business_key == KEY)
            return str((await connection.execute(chosen)).scalar_one())

    async def tick(self) -> None:
        async with self.house.work() as moment:
            await tell_failures(moment)

    async def told(self, kind: NoticeKind) -> list[str]:
        notices = await self.house.notices(kind)
        return [
            one.member
            for one in notices
            if isinstance(one, PrivateNotice) and one.business_key != KEY
        ]

    async def on_record(self, event: AuditEvent) -> list[tuple[str | None, AuditReason | None]]:
        async with self.house.database.reading() as uow:
            links = await uow.audit.chain(None)
        return [(one.entry.who, one.entry.reason) for one in links if one.entry.event is event]


@pytest.fixture
def failing(agenda_house: AgendaHouse) -> Failing:
    return Failing(agenda_house)


@pytest.mark.parametrize(
    ("state", "told_as", "reason"),
    [
        (S.DEAD, K.DELIVERY_FAILED, AuditReason.UNDELIVERABLE),
        (S.EXPIRED, K.DELIVERY_FAILED, AuditReason.NO_ANSWER),
        (S.WITHHELD, K.DELIVERY_FAILED, AuditReason.RIGHT_LOST),
        (S.ASKED, K.DELIVERY_QUESTION, AuditReason.OUTCOME_UNKNOWN),
    ],
)
async def test_each_director_hears_once_of_a_message_that_failed(
    failing: Failing, state: DeliveryState, told_as: NoticeKind, reason: AuditReason
) -> None:
    delivery = await failing.announce()
    await failing.set(state=state)
    await failing.tick()
    await failing.tick()
    for kind in (K.DELIVERY_FAILED, K.DELIVERY_QUESTION):
        assert await failing.told(kind) == (DIRECTORS if kind is told_as else [])
    assert await failing.on_record(AuditEvent.DELIVERY_FAILED) == [(None, reason)]
    async with failing.house.sending_to("sanne") as reading:
        view = await read_delivery(reading, delivery)
    assert view is not None
    assert view.recipient is not None
    assert (view.recipient.id, view.kind, view.state) == ("agent", K.OWN_TIMES, state)


@pytest.mark.parametrize("state", [S.PENDING, S.SENDING, S.UNKNOWN, S.SENT, S.OBSOLETE])
async def test_what_did_not_fail_is_not_told(failing: Failing, state: DeliveryState) -> None:
    delivery = await failing.announce()
    await failing.set(state=state)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == []
    assert await failing.on_record(AuditEvent.DELIVERY_FAILED) == []
    async with failing.house.sending_to("sanne") as reading:
        assert await read_delivery(reading, delivery) is None


@pytest.mark.parametrize("kind", [K.DELIVERY_FAILED, K.DELIVERY_QUESTION, K.DELIVERY_LATE])
async def test_of_a_message_about_a_failure_no_failure_is_told(
    failing: Failing, kind: NoticeKind
) -> None:
    await failing.announce(kind)
    await failing.set(state=S.DEAD)
    await failing.tick()
    assert await failing.told(K.DELIVERY_FAILED) == []


async def test_what_fails_again_is_told_again(failing: Failing) -> None:
    delivery = await failing.announce()
    await failing.set(state=S.ASKED, attempts=1)
    await failing.tick()
    async with failing.house.acting("sanne") as ctx:
        await send_again(ctx, delivery)
    assert await failing.state() == S.PENDING
    await failing.set(state=S.ASKED, attempts=2)
    await failing.tick()
    assert await failing.told(K.DELIVERY_QUESTION) == DIRECTORS * 2


async def test_who_settles_first_counts_and_who_comes_later_hears_who_did(
    failing: Failing,
) -> None:
    delivery = await failing.announce()
    await failing.set(state=S.ASKED)
    async with failing.house.acting("sanne") as ctx:
        await confirm_arrival(ctx, delivery)
    async with failing.house.acting("daan") as ctx:
        with pytest.raises(MessageSettledError) as refused:
            await send_again(ctx, delivery)
    assert refused.value.parameters == {"name": "Sanne", "at": "09-02-2026 10:00"}
    assert await failing.state() == S.SENT
    assert await failing.on_record(AuditEvent.DELIVERY_SETTLED) == [("sanne", None)]


@pytest.mark.parametrize("state", [S.PENDING, S.SENDING, S.UNKNOWN, S.SENT, S.DEAD, S.EXPIRED])
async def test_only_what_a_person_was_asked_about_is_theirs_to_settle(
    failing: Failing, state: DeliveryState
) -> None:
    delivery = await failing.announce()
    await failing.set(state=state)
    for settle in (confirm_arrival, send_again):
        async with failing.house.acting("sanne") as ctx:
            with pytest.raises(AlreadyDoneError):
                await settle(ctx, delivery)
    assert await failing.state() == state
    assert await failing.on_record(AuditEvent.DELIVERY_SETTLED) == []


async def test_who_is_no_coordinator_settles_nothing(failing: Failing) -> None:
    delivery = await failing.announce()
    await failing.set(state=S.ASKED)
    async with failing.house.acting("agent") as ctx:
        with pytest.raises(RefusedError):
            await confirm_arrival(ctx, delivery)
    assert await failing.state() == S.ASKED
