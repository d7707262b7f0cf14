import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from domain.delivery import Attempt, AttemptResult, DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind, rule_for
from services.ports.deliveries import Arrival
from services.ports.outbox import Operation
from storage.notices import outbox
from tests.support.canaries import CANARY
from tests.support.databases import Database, PostgresqlServer
from tests.support.outbox import (
    DEAD,
    HERE,
    LATER,
    SENT,
    PostOffice,
    a_channel_notice,
    a_notice,
    a_reply,
    open_post_office,
)


async def test_what_is_announced_twice_under_one_business_key_goes_once(office: PostOffice):
    notice = a_notice()
    await office.announce(notice, replace(notice, subject="43"))
    await office.announce(replace(notice, subject="44"))
    (claimed,) = await office.claim()
    assert claimed.notice == notice


async def test_what_was_announced_in_a_transaction_that_failed_is_not_said(office: PostOffice):
    async def announce_and_fail() -> None:
        async with office.database.work() as work:
            await work.notices.announce(a_notice())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await announce_and_fail()
    assert await office.claim() == []


async def test_a_claimed_message_is_held_until_its_outcome_is_recorded(office: PostOffice):
    notice = a_notice()
    await office.announce(notice)
    claimed = await office.claim_one()
    assert (claimed.fence, claimed.attempts) == (1, 1)
    assert await office.claim() == []
    assert await office.settle() == 0
    await office.record(claimed, DeliveryState.SENT, attempt=SENT)
    row = await office.row(notice.business_key)
    assert (row.state, row.lease_until, row.http_status) == (DeliveryState.SENT, None, 201)


async def test_a_message_surely_not_sent_waits_as_long_as_it_was_told(office: PostOffice):
    notice = a_notice()
    await office.announce(notice)
    throttled = Attempt(result=AttemptResult.NOT_SENT, status=429, cause="throttled")
    await office.record(
        await office.claim_one(), DeliveryState.PENDING, attempt=throttled, again_within=LATER
    )
    assert await office.claim() == []
    row = await office.row(notice.business_key)
    assert (row.state, row.cause) == (DeliveryState.PENDING, "throttled")
    assert row.ready_at > await office.now() + timedelta(minutes=59)


async def test_an_acute_message_is_late_after_its_time_until_somebody_is_told(office: PostOffice):
    now = await office.now()
    lasts = rule_for(NoticeKind.INVITATION).lasts_within
    held = a_notice(NoticeKind.INVITATION, expires_at=now + lasts)
    await office.announce(held, a_notice(expires_at=now + lasts))
    (row,) = [await office.row(held.business_key)]
    due = now + timedelta(minutes=5)
    async with office.database.work() as work:
        assert await work.deliveries.late(due - timedelta(seconds=1)) == []
        assert [one.id for one in await work.deliveries.late(due)] == [row.id]
        missed = await work.deliveries.undelivered(NoticeKind.INVITATION, [held.subject], due)
        assert missed == {held.subject}
        told = a_notice(NoticeKind.DELIVERY_LATE, subject=str(row.id))
        await work.notices.announce(told)
        assert await work.deliveries.late(due) == []


async def test_when_a_message_arrived_is_told_in_business_time_and_once_it_did_nothing_is_missed(
    office: PostOffice,
):
    now, subject = await office.now(), "i1"
    lasts = rule_for(NoticeKind.INVITATION).lasts_within
    held = a_notice(NoticeKind.INVITATION, subject=subject, expires_at=now + lasts)
    await office.announce(held)

    async def ask() -> Mapping[str, Arrival]:
        async with office.database.reading() as work:
            due = now + timedelta(minutes=5)
            return await work.deliveries.arrivals(held.kind, [subject, "i2"], due)

    assert await ask() == {subject: Arrival(at=None, is_missed=True)}
    claimed = await office.claim_one()
    await office.begin(claimed)
    await office.record(claimed, DeliveryState.SENT)
    # a later change of the card that waits, and business time that is put ahead
    await office.announce(replace(held, business_key="again", expires_at=now + lasts))
    await office.database.advance(timedelta(days=2))
    (arrival,) = (await ask()).values()
    assert not arrival.is_missed
    assert arrival.at is not None
    assert now <= arrival.at < now + timedelta(minutes=1)


async def test_a_message_surely_not_sent_goes_again_when_its_pause_is_over(office: PostOffice):
    await office.announce(a_notice())
    await office.record(await office.claim_one(), DeliveryState.PENDING)
    again = await office.claim_one()
    assert (again.fence, again.attempts) == (2, 2)


@pytest.mark.parametrize(
    "state", [DeliveryState.DEAD, DeliveryState.OBSOLETE, DeliveryState.EXPIRED]
)
async def test_a_message_at_its_end_is_not_claimed_again(office: PostOffice, state: DeliveryState):
    notice = a_notice()
    await office.announce(notice)
    await office.record(await office.claim_one(), state)
    assert await office.claim() == []
    assert await office.state(notice.business_key) == state


async def test_a_conversation_has_one_message_in_the_air_in_the_order_it_was_said(
    office: PostOffice,
):
    first, second = a_reply("1"), a_reply("2")
    await office.reply(first, second)
    claimed = await office.claim_one()
    assert claimed.activity_json == "1"
    assert await office.claim() == []
    await office.record(claimed, DeliveryState.SENT)
    assert (await office.claim_one()).activity_json == "2"


async def test_one_conversation_does_not_hold_up_another(office: PostOffice):
    elsewhere = replace(HERE, conversation="a:olga")
    await office.reply(a_reply("1"), a_reply("2"), a_reply("3", elsewhere))
    assert {c.activity_json for c in await office.claim()} == {"1", "3"}


async def test_a_conversation_with_one_in_the_air_does_not_hold_up_another(office: PostOffice):
    elsewhere = replace(HERE, conversation="a:olga")
    await office.reply(a_reply("1"), a_reply("2"))
    await office.claim_one()
    await office.reply(a_reply("3", elsewhere))
    assert (await office.claim_one()).activity_json == "3"


async def test_a_sender_that_comes_second_to_a_conversation_leaves_with_nothing(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with postgresql.fresh() as url, open_post_office(url, tmp_path) as office:
        first, second = a_reply("1"), a_reply("2")
        await office.reply(first, second)
        taking = update(outbox).where(outbox.c.business_key == first.business_key)
        async with office.database.engine.begin() as other:
            await other.execute(taking.values(state=DeliveryState.SENDING))
            claiming = asyncio.create_task(office.claim())
            await postgresql.until_one_waits()
        assert await claiming == []
        assert await office.state(second.business_key) == DeliveryState.PENDING


async def test_no_more_is_claimed_than_asked(office: PostOffice):
    await office.announce(*(a_notice() for _ in range(5)))
    assert len(await office.claim(limit=3)) == 3
    assert len(await office.claim(limit=3)) == 2


async def test_two_senders_at_once_never_hold_the_same_message_or_conversation(
    office: PostOffice, database: Database, tmp_path: Path
):
    members = [MemberId(f"m{number}") for number in range(6)]
    await office.announce(*(a_notice(member=m) for m in members for _ in range(4)))
    async with open_post_office(database.url, tmp_path) as other:
        for _ in range(8):
            mine, yours = await asyncio.gather(office.claim(), other.claim())
            held = [claimed.member for claimed in [*mine, *yours]]
            assert len(held) == len(set(held))
            for claimed in [*mine, *yours]:
                await office.record(claimed, DeliveryState.SENT)
    assert await office.states() == {DeliveryState.SENT: 24}


async def test_acute_goes_before_replies_before_the_agenda_before_the_rest(office: PostOffice):
    ordinary, agenda = a_notice(), a_channel_notice()
    reply, acute = a_reply("reply"), a_notice(NoticeKind.INVITATION)
    await office.announce(ordinary, agenda)
    await office.reply(reply)
    await office.announce(acute)
    claimed = [await office.claim(limit=1) for _ in range(4)]
    kinds = [one.notice and one.notice.kind for (one,) in claimed]
    assert kinds == [
        NoticeKind.INVITATION,
        None,
        NoticeKind.AGENDA_POST,
        NoticeKind.OWN_TIMES,
    ]


async def test_what_is_taken_together_leaves_in_the_order_of_its_urgency(office: PostOffice):
    ordinary, agenda, acute = a_notice(), a_channel_notice(), a_notice(NoticeKind.INVITATION)
    await office.announce(agenda, acute, ordinary)
    assert [one.notice for one in await office.claim()] == [acute, agenda, ordinary]


async def test_a_message_of_tomorrow_waits_for_business_time(office: PostOffice):
    await office.announce(a_notice(due_at=await office.now() + timedelta(days=1)))
    assert await office.claim() == []
    await office.database.advance(timedelta(days=1))
    assert len(await office.claim()) == 1


async def test_moving_business_time_a_day_touches_no_lease_and_no_pause(office: PostOffice):
    held, pausing = a_notice(), a_notice()
    await office.announce(held)
    await office.claim_one()
    await office.announce(pausing)
    await office.record(await office.claim_one(), DeliveryState.PENDING, again_within=LATER)
    before = [await office.row(held.business_key), await office.row(pausing.business_key)]
    await office.database.advance(timedelta(days=1))
    assert await office.settle() == 0
    assert await office.claim() == []
    assert before == [await office.row(held.business_key), await office.row(pausing.business_key)]


async def test_a_lease_is_as_long_when_business_time_was_moved(office: PostOffice):
    await office.database.advance(timedelta(days=1))
    await office.announce(a_notice())
    await office.claim_one(lease=DEAD)
    assert await office.settle() == 1


async def test_the_result_of_an_old_claim_changes_nothing(office: PostOffice):
    notice = a_notice(NoticeKind.INVITATION)
    await office.announce(notice)
    old = await office.claim_one(lease=DEAD)
    await office.settle(timedelta(0))
    new = await office.claim_one()
    await office.record(old, DeliveryState.DEAD)
    assert await office.state(notice.business_key) == DeliveryState.SENDING
    await office.record(new, DeliveryState.SENT)
    await office.record(new, DeliveryState.DEAD)
    assert await office.state(notice.business_key) == DeliveryState.SENT


async def test_a_card_is_posted_once_and_then_edited_in_place(office: PostOffice):
    await office.announce(a_notice(card="session:1:board"))
    first = await office.claim_one()
    assert first.posted is None
    await office.record_posted(first, "activity-1")
    await office.announce(a_notice(card="session:1:board"))
    second = await office.claim_one()
    assert (second.posted, second.posted_activity) == (HERE, "activity-1")


async def test_the_result_of_an_old_claim_tells_nobody_where_a_card_is(office: PostOffice):
    await office.announce(a_notice(NoticeKind.SESSION_BOARD, card="board"))
    old = await office.claim_one(lease=DEAD)
    await office.settle(timedelta(0))
    new = await office.claim_one()
    await office.record_posted(old, "activity-of-old")
    await office.record(new, DeliveryState.PENDING)
    assert (await office.claim_one()).posted is None


async def test_what_edits_no_card_knows_of_none(office: PostOffice):
    await office.announce(a_notice(card="board"))
    await office.record_posted(await office.claim_one(), "activity-1")
    await office.reply(a_reply())
    await office.announce(a_notice(card="another"))
    claimed = await office.claim()
    assert [(one.posted, one.posted_activity) for one in claimed] == [(None, "")] * 2


async def test_the_edits_of_a_card_keep_their_order(office: PostOffice):
    first, second = a_notice(card="board"), a_notice(card="board")
    await office.announce(first, second)
    claimed = await office.claim_one()
    assert claimed.notice == first
    await office.record(claimed, DeliveryState.UNKNOWN, again_within=LATER)
    assert await office.claim() == []
    await office.announce(a_notice(card="another"))
    assert len(await office.claim()) == 1


async def test_a_card_whose_first_message_failed_is_posted_by_the_next(office: PostOffice):
    first, second = a_notice(card="board"), a_notice(card="board")
    await office.announce(first, second)
    await office.record(await office.claim_one(), DeliveryState.DEAD)
    claimed = await office.claim_one()
    assert (claimed.notice, claimed.posted) == (second, None)


async def test_an_uncertain_message_holds_up_nothing_else_of_its_conversation(office: PostOffice):
    await office.reply(a_reply("1"), a_reply("2"))
    await office.record(await office.claim_one(), DeliveryState.UNKNOWN, again_within=LATER)
    assert (await office.claim_one()).activity_json == "2"


async def test_a_stub_is_known_by_its_id_before_its_content_goes(office: PostOffice):
    notice = a_channel_notice()
    await office.announce(notice)
    stub = await office.claim_one()
    assert stub.posted is None
    await office.record_posted(stub, "stub-1", DeliveryState.PENDING)
    content = await office.claim_one()
    assert (content.notice, content.posted_activity) == (notice, "stub-1")


async def test_a_stray_stub_is_taken_away_once_and_the_known_one_stays(office: PostOffice):
    notice = a_channel_notice()
    await office.announce(notice)
    await office.record_posted(await office.claim_one(), "stub-2")
    async with office.database.work() as work:
        for activity in ("stub-1", "stub-1", "stub-2"):
            await work.deliveries.take_away_stray(notice.card, HERE, activity)
        await work.deliveries.take_away_stray("nobody's card", HERE, "stub-9")
    removal = await office.claim_one()
    assert (removal.operation, removal.activity, removal.address) == (
        Operation.DELETE,
        "stub-1",
        HERE,
    )
    assert await office.count() == 2


async def test_the_words_of_a_reply_are_not_readable_in_the_database(office: PostOffice):
    reply = a_reply(f'{{"text": "{CANARY}"}}')
    await office.reply(reply)
    row = await office.row(reply.business_key)
    assert CANARY.encode() not in row.content
    assert CANARY not in str(row)
    assert CANARY in (await office.claim_one()).activity_json


@pytest.mark.parametrize(
    "end", [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.OBSOLETE]
)
async def test_the_words_of_a_reply_are_gone_when_its_fate_is_known(
    office: PostOffice, end: DeliveryState
):
    reply = a_reply(CANARY)
    await office.reply(reply)
    await office.record(await office.claim_one(), end)
    assert (await office.row(reply.business_key)).content is None


@pytest.mark.parametrize(
    "on_its_way", [DeliveryState.PENDING, DeliveryState.UNKNOWN, DeliveryState.ASKED]
)
async def test_the_words_of_a_reply_stay_while_its_fate_is_not_known(
    office: PostOffice, on_its_way: DeliveryState
):
    reply = a_reply(CANARY)
    await office.reply(reply)
    await office.record(await office.claim_one(), on_its_way)
    assert (await office.row(reply.business_key)).content is not None


async def test_a_reply_of_the_same_turn_is_put_in_the_outbox_once(office: PostOffice):
    reply = a_reply()
    await office.reply(reply, reply)
    assert await office.count() == 1


async def test_the_gauge_counts_what_is_due_and_how_long_it_waits(office: PostOffice):
    now = await office.now()
    await office.announce(a_notice(due_at=now + timedelta(days=3)))
    empty = await office.database.outbox.gauge()
    assert (empty.due, empty.oldest_seconds) == (0, 0.0)
    await office.announce(a_notice(due_at=now - timedelta(minutes=2)))
    await office.claim_one()
    gauge = await office.database.outbox.gauge()
    assert gauge.messages == {DeliveryState.PENDING: 1, DeliveryState.SENDING: 1}
    assert gauge.due == 1
    assert 119 < gauge.oldest_seconds < 180


async def test_the_gauge_counts_what_failed_until_somebody_is_told_and_never_what_was_sent(
    office: PostOffice,
):
    failed = a_notice()
    await office.announce(failed, a_notice())
    first, second = await office.claim()
    await office.record(first, DeliveryState.DEAD)
    await office.record(second, DeliveryState.SENT)
    assert (await office.database.outbox.gauge()).messages == {DeliveryState.DEAD: 1}
    async with office.database.work() as work:
        await work.deliveries.mark_told(first.id)
    assert (await office.database.outbox.gauge()).messages == {}


SICK = {
    "content that was changed": "UPDATE outbox SET content = 'nonsense' WHERE business_key = :sick",
    "a kind nobody knows": "UPDATE outbox SET kind = 'of_next_year' WHERE business_key = :sick",
    "an operation nobody knows": "UPDATE outbox SET operation = 'dance' WHERE business_key = :sick",
}


async def harm(office: PostOffice, statement: str, business_key: str) -> None:
    async with office.database.engine.begin() as connection:
        await connection.execute(text(statement), {"sick": business_key})


@pytest.mark.parametrize("sickness", SICK)
async def test_a_row_that_makes_no_sense_takes_no_other_along(office: PostOffice, sickness: str):
    statement = SICK[sickness]
    if office.database.engine.dialect.name != "sqlite":
        statement = statement.replace("'nonsense'", "decode('00', 'hex')")
    replies = [a_reply(address=replace(HERE, conversation=f"a:{n}")) for n in range(6)]
    await office.reply(*replies)
    await harm(office, statement, replies[2].business_key)
    claimed = await office.claim()
    assert len(claimed) == 5
    await assert_one_is_unreadable(office)


async def assert_one_is_unreadable(office: PostOffice) -> None:
    async with office.database.engine.connect() as connection:
        dead = await connection.execute(text("SELECT cause FROM outbox WHERE state = 'dead'"))
        assert dead.scalars().all() == ["unreadable"]


# PostgreSQL keeps no words in a column of moments
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_moment_in_words_takes_no_other_message_along(office: PostOffice):
    sick, well = a_notice(), a_notice()
    await office.announce(sick, well)
    statement = "UPDATE outbox SET expires_at = 'tomorrow' WHERE business_key = :sick"
    await harm(office, statement, sick.business_key)
    assert (await office.claim_one()).notice == well
    await assert_one_is_unreadable(office)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_moment_in_words_that_no_sender_needs_keeps_no_message_back(office: PostOffice):
    sick = a_notice()
    await office.announce(sick)
    statement = "UPDATE outbox SET created_at = 'yesterday' WHERE business_key = :sick"
    await harm(office, statement, sick.business_key)
    assert (await office.claim_one()).notice == sick


async def test_a_kind_nobody_knows_does_not_keep_others_from_being_settled(office: PostOffice):
    sick, well = (a_notice(NoticeKind.INVITATION) for _ in range(2))
    await office.announce(sick, well)
    for message in await office.claim():
        await office.record(message, DeliveryState.UNKNOWN, again_within=timedelta(seconds=-1))
    await harm(office, SICK["a kind nobody knows"], sick.business_key)
    await office.settle()
    assert await office.state(sick.business_key) == DeliveryState.DEAD
    assert await office.state(well.business_key) == DeliveryState.PENDING
