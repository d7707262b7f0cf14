"""An answer that failed, or may have, is told to whoever asked; never what was in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import update

from bot.doors.delivery import FEATURE
from domain.audit import AuditEvent, AuditReason
from domain.delivery import DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from services.delivery import read_reply, tell_failures
from services.ports.deliveries import DeliveryId
from services.ports.turns import OutgoingReply
from storage.notices import outbox
from tests.support.acute_house import AcuteFiles, AcuteHouse
from tests.support.canaries import CANARY
from tests.support.desk import renders
from tests.support.outbox import HERE, a_reply

S = DeliveryState


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


async def fail(house: AcuteHouse, state: DeliveryState, reply: OutgoingReply) -> None:
    """A reply that ended like this, and a tick that finds it."""
    async with house.database.work() as work:
        await work.replies.say(reply)
    async with house.database.engine.begin() as connection:
        mine = outbox.c.business_key == reply.business_key
        await connection.execute(update(outbox).where(mine).values(state=state))
    async with house.work() as moment:
        await tell_failures(moment)


async def told(house: AcuteHouse) -> list[Any]:
    return list(await house.notices(NoticeKind.REPLY_FAILED))


def to_piet() -> OutgoingReply:
    return a_reply(CANARY, HERE, member=MemberId("piet"))


@pytest.mark.parametrize(
    ("state", "words", "reason"),
    [
        (S.ASKED, "Wij weten niet of ons antwoord van", AuditReason.OUTCOME_UNKNOWN),
        (S.DEAD, "Ons antwoord van", AuditReason.UNDELIVERABLE),
        (S.EXPIRED, "Ons antwoord van", AuditReason.NO_ANSWER),
    ],
)
async def test_who_asked_hears_that_an_answer_failed_and_it_is_on_record(
    house: AcuteHouse, state: DeliveryState, words: str, reason: AuditReason
):
    await fail(house, state, to_piet())
    (notice,) = await told(house)
    assert isinstance(notice, PrivateNotice)
    assert notice.member == "piet"
    message = await renders(house, FEATURE, NoticeKind.REPLY_FAILED)
    assert words in str(message)
    assert CANARY not in str(message)
    async with house.sending_to("piet") as reading:
        links = await reading.uow.audit.chain(None)
    failed = [one.entry.reason for one in links if one.entry.event is AuditEvent.DELIVERY_FAILED]
    assert failed == [reason]


async def test_it_is_told_once(house: AcuteHouse):
    await fail(house, S.ASKED, to_piet())
    async with house.work() as moment:
        await tell_failures(moment)
    assert len(await told(house)) == 1


async def test_of_an_answer_to_a_stranger_nobody_is_told_and_it_is_on_record(house: AcuteHouse):
    await fail(house, S.ASKED, a_reply(CANARY, HERE))
    assert await told(house) == []
    async with house.sending_to("piet") as reading:
        links = await reading.uow.audit.chain(None)
    assert AuditEvent.DELIVERY_FAILED in [one.entry.event for one in links]


async def test_when_that_cannot_be_told_either_the_directors_hear_it(house: AcuteHouse):
    await fail(house, S.ASKED, to_piet())
    async with house.database.engine.begin() as connection:
        of_it = outbox.c.kind == NoticeKind.REPLY_FAILED
        await connection.execute(update(outbox).where(of_it).values(state=S.DEAD))
    async with house.work() as moment:
        await tell_failures(moment)
    assert await house.told(NoticeKind.DELIVERY_FAILED) == ["cora", "dirk"]


async def test_another_member_hears_nothing_of_it(house: AcuteHouse):
    await fail(house, S.ASKED, to_piet())
    (notice,) = await told(house)
    for name, is_told in (("piet", True), ("olga", False)):
        async with house.sending_to(name) as reading:
            view = await read_reply(reading, DeliveryId(int(notice.subject)))
        assert (view is not None) == is_told


async def test_an_answer_that_arrived_after_all_needs_no_telling(house: AcuteHouse):
    await fail(house, S.ASKED, to_piet())
    (notice,) = await told(house)
    async with house.database.engine.begin() as connection:
        await connection.execute(
            update(outbox).where(outbox.c.id == int(notice.subject)).values(state=S.SENT)
        )
    async with house.sending_to("piet") as reading:
        assert await read_reply(reading, DeliveryId(int(notice.subject))) is None
