from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.delivery import DeliveryState
from domain.errors import NotFoundError
from domain.notice import Notice, NoticeKind
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Operation
from storage.notices import outbox
from tests.support.outbox import (
    AT_ONCE,
    DEAD,
    HERE,
    LATER,
    PostOffice,
    a_channel_notice,
    a_notice,
    a_reply,
)


async def _become_unknown(office: PostOffice) -> None:
    """A call whose outcome nobody knows, and the time in which it could have shown is over."""
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN)


async def test_a_post_of_a_dead_sender_may_have_left_and_waits(office: PostOffice):
    reply = a_reply()
    await office.reply(reply)
    await office.die_calling()
    assert await office.settle(LATER) == 1
    row = await office.row(reply.business_key)
    assert (row.state, row.unknowns, row.lease_until) == (DeliveryState.UNKNOWN, 1, None)
    assert row.ready_at > await office.now() + timedelta(minutes=59)
    assert await office.claim() == []
    assert await office.settle(LATER) == 0


@pytest.mark.parametrize("kind", [NoticeKind.OWN_TIMES, NoticeKind.INVITATION])
async def test_what_a_dead_sender_held_and_did_not_call_is_simply_free_again(
    office: PostOffice, kind: NoticeKind
):
    notice = a_notice(kind)
    await office.announce(notice)
    await office.claim_one(lease=DEAD)
    assert await office.settle(LATER) == 1
    row = await office.row(notice.business_key)
    assert (row.state, row.unknowns) == (DeliveryState.PENDING, 0)
    assert (await office.claim_one()).notice == notice


async def test_that_an_earlier_call_began_says_nothing_of_this_claim(office: PostOffice):
    notice = a_notice()
    await office.announce(notice)
    claimed = await office.claim_one()
    await office.begin(claimed)
    await office.record(claimed, DeliveryState.PENDING)
    await office.claim_one(lease=DEAD)
    await office.settle(LATER)
    assert await office.state(notice.business_key) == DeliveryState.PENDING


async def test_of_sixteen_held_by_a_dead_sender_only_those_called_are_uncertain(
    office: PostOffice,
):
    notices = [a_notice() for _ in range(16)]
    await office.announce(*notices)
    claimed = await office.claim()
    await office.begin(*claimed[:3])
    await office.let_leases_end()
    await office.settle(LATER)
    states = [await office.state(each.business_key) for each in notices]
    assert states == [DeliveryState.UNKNOWN] * 3 + [DeliveryState.PENDING] * 13


async def test_an_edit_of_a_dead_sender_is_done_again_at_once(office: PostOffice):
    await office.reply(a_reply(activity="1700000000001"))
    await office.die_calling()
    await office.settle(LATER)
    again = await office.claim_one()
    assert (again.operation, again.activity) == (Operation.PUT, "1700000000001")


async def test_a_removal_of_a_dead_sender_is_done_again_at_once(office: PostOffice):
    notice = a_channel_notice()
    await office.announce(notice)
    await office.record_posted(await office.claim_one(), "stub-2")
    async with office.database.work() as work:
        await work.deliveries.take_away_stray(notice.card, HERE, "stub-1")
    await office.die_calling()
    await office.settle(LATER)
    assert (await office.claim_one()).operation is Operation.DELETE


async def test_a_notice_that_edits_a_posted_card_is_done_again_at_once(office: PostOffice):
    await office.announce(a_notice(card="board"))
    await office.record_posted(await office.claim_one(), "activity-1")
    await office.announce(a_notice(card="board"))
    await office.die_calling()
    await office.settle(LATER)
    assert (await office.claim_one()).posted_activity == "activity-1"


async def test_a_living_lease_is_left_alone(office: PostOffice):
    await office.reply(a_reply())
    await office.claim_one(lease=LATER)
    assert await office.settle(AT_ONCE) == 0


async def test_an_uncertain_message_is_left_alone_until_it_settled(office: PostOffice):
    await office.reply(a_reply())
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN, again_within=LATER)
    assert await office.settle() == 0
    assert await office.claim() == []


@pytest.mark.parametrize(
    "kind",
    [NoticeKind.INVITATION, NoticeKind.ACUTE_REPORT, NoticeKind.SESSION_BOARD],
)
async def test_an_uncertain_acute_message_goes_once_more_and_then_a_person_is_asked(
    office: PostOffice, kind: NoticeKind
):
    notice = a_notice(kind)
    await office.announce(notice)
    await _become_unknown(office)
    await office.settle()
    await _become_unknown(office)
    await office.settle()
    assert await office.state(notice.business_key) == DeliveryState.ASKED


async def test_an_uncertain_reply_goes_once_more_and_is_kept_until_somebody_is_told(
    office: PostOffice,
):
    reply = a_reply("words")
    await office.reply(reply)
    await _become_unknown(office)
    await office.settle()
    again = await office.claim_one()
    assert again.activity_json == "words"
    await office.record(again, DeliveryState.UNKNOWN)
    await office.settle()
    row = await office.row(reply.business_key)
    assert (row.state, row.content is None) == (DeliveryState.ASKED, False)
    async with office.database.work() as work:
        await work.deliveries.mark_told(DeliveryId(row.id))
    assert (await office.row(reply.business_key)).content is None


async def test_an_uncertain_ordinary_message_is_never_repeated_by_itself(office: PostOffice):
    notice = a_notice(NoticeKind.OWN_TIMES)
    await office.announce(notice)
    await _become_unknown(office)
    await office.settle()
    assert await office.state(notice.business_key) == DeliveryState.ASKED
    assert await office.claim() == []


async def test_an_uncertain_stub_is_posted_again_because_it_holds_nothing(office: PostOffice):
    notice = a_channel_notice()
    await office.announce(notice)
    for _ in range(3):
        await _become_unknown(office)
        await office.settle()
    stub = await office.claim_one()
    assert (stub.notice, stub.posted) == (notice, None)


async def test_a_dead_sender_and_a_lost_answer_count_together(office: PostOffice):
    reply = a_reply()
    await office.reply(reply)
    await office.die_calling()
    await office.settle(AT_ONCE)
    await _become_unknown(office)
    await office.settle()
    assert await office.state(reply.business_key) == DeliveryState.ASKED


async def test_what_waited_past_its_moment_is_not_sent_any_more(office: PostOffice):
    notice = a_notice(expires_at=await office.now() + timedelta(hours=20))
    await office.announce(notice)
    assert await office.settle() == 0
    await office.database.advance(timedelta(hours=21))
    assert await office.settle() == 1
    assert await office.state(notice.business_key) == DeliveryState.EXPIRED
    assert await office.claim() == []


async def test_what_waited_past_its_moment_is_not_sent_even_before_anybody_settles(
    office: PostOffice,
):
    await office.announce(a_notice(expires_at=await office.now() + timedelta(hours=20)))
    await office.database.advance(timedelta(hours=21))
    assert await office.claim() == []


async def test_what_is_in_the_air_at_its_moment_may_land(office: PostOffice):
    notice = a_notice(expires_at=await office.now() + timedelta(hours=20))
    await office.announce(notice)
    claimed = await office.claim_one()
    await office.database.advance(timedelta(hours=21))
    await office.settle()
    await office.record(claimed, DeliveryState.SENT)
    assert await office.state(notice.business_key) == DeliveryState.SENT


async def test_an_uncertain_message_that_may_go_again_still_expires(office: PostOffice):
    notice = a_channel_notice(expires_at=await office.now() + timedelta(hours=20))
    await office.announce(notice)
    await _become_unknown(office)
    await office.database.advance(timedelta(hours=21))
    await office.settle()
    await office.settle()
    assert await office.state(notice.business_key) == DeliveryState.EXPIRED


async def _asked(office: PostOffice) -> tuple[Notice, DeliveryId]:
    notice = a_channel_notice(kind=NoticeKind.OWN_TIMES, card="")
    await office.announce(notice)
    await _become_unknown(office)
    await office.settle()
    return notice, DeliveryId((await office.row(notice.business_key)).id)


async def test_a_person_settles_an_uncertain_message_as_arrived_once(office: PostOffice):
    notice, delivery = await _asked(office)
    async with office.database.work() as work:
        assert await work.deliveries.settle(delivery, DeliveryState.SENT)
        assert not await work.deliveries.settle(delivery, DeliveryState.PENDING)
    assert await office.state(notice.business_key) == DeliveryState.SENT


async def test_a_person_has_an_uncertain_message_sent_again(office: PostOffice):
    notice, delivery = await _asked(office)
    async with office.database.work() as work:
        await work.deliveries.settle(delivery, DeliveryState.PENDING)
    assert (await office.claim_one()).notice == notice


async def test_a_failure_is_told_until_somebody_was_told(office: PostOffice):
    notice, delivery = await _asked(office)
    await office.announce(a_notice())
    async with office.database.work() as work:
        (failure,) = await work.deliveries.untold_failures()
        assert (failure.id, failure.kind, failure.state) == (
            delivery,
            notice.kind,
            DeliveryState.ASKED,
        )
        await work.deliveries.mark_told(failure.id)
        assert await work.deliveries.untold_failures() == []
        assert await work.deliveries.get(delivery) == failure


async def test_no_more_failures_are_told_at_a_time_than_a_transaction_should_hold(
    office: PostOffice,
):
    await office.announce(*(a_notice() for _ in range(101)))
    async with office.database.engine.begin() as connection:
        await connection.execute(update(outbox).values(state=DeliveryState.DEAD))
    async with office.database.work() as work:
        first = await work.deliveries.untold_failures()
        assert len(first) == 100
        for failure in first:
            await work.deliveries.mark_told(failure.id)
        assert len(await work.deliveries.untold_failures()) == 1


async def test_a_failure_after_being_sent_again_is_told_again(office: PostOffice):
    _, delivery = await _asked(office)
    async with office.database.work() as work:
        await work.deliveries.mark_told(delivery)
        await work.deliveries.settle(delivery, DeliveryState.PENDING)
    await office.record(await office.claim_one(), DeliveryState.DEAD)
    async with office.database.work() as work:
        assert [f.id for f in await work.deliveries.untold_failures()] == [delivery]


async def test_a_message_that_never_was_is_not_found(office: PostOffice):
    async with office.database.work() as work:
        with pytest.raises(NotFoundError):
            await work.deliveries.get(DeliveryId(404))


async def test_the_words_of_a_reply_that_came_too_late_are_gone(office: PostOffice):
    reply = a_reply("words")
    await office.reply(reply)
    await office.database.advance(timedelta(days=2))
    await office.settle()
    row = await office.row(reply.business_key)
    assert (row.state, row.content) == (DeliveryState.EXPIRED, None)
