"""A reply that is taken with the turn that says it: on its way when the turn is kept, and in every
other way a message like all others.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.delivery import DeliveryState
from domain.errors import ConflictError
from services.ports.outbox import Claimed, Operation
from services.ports.turns import OutgoingReply
from tests.support.databases import PostgresqlServer
from tests.support.outbox import (
    AT_ONCE,
    DEAD,
    HERE,
    LATER,
    PostOffice,
    a_notice,
    a_reply,
    open_post_office,
)

S = DeliveryState
ELSEWHERE = replace(HERE, conversation="a:olga")


async def say(
    office: PostOffice, *replies: OutgoingReply, lease: timedelta = LATER
) -> list[Claimed | None]:
    async with office.database.work() as work:
        return [await work.replies.say_at_once(reply, lease) for reply in replies]


async def test_a_reply_is_on_its_way_when_its_turn_is_kept(office: PostOffice):
    reply = a_reply("said")
    (taken,) = await say(office, reply)
    assert taken is not None
    assert (taken.activity_json, taken.address, taken.operation) == ("said", HERE, Operation.POST)
    assert (taken.fence, taken.attempts, taken.is_fresh) == (1, 1, True)
    row = await office.row(reply.business_key)
    assert row is not None
    assert (row.state, row.fence, row.attempts) == (S.SENDING, 1, 1)
    assert row.called_at is not None
    assert await office.claim() == []
    await office.record(taken, S.SENT)
    assert await office.state(reply.business_key) == S.SENT


async def test_a_reply_that_replaces_a_message_does_so_at_once_too(office: PostOffice):
    (taken,) = await say(office, a_reply(activity="17"))
    assert taken is not None
    assert (taken.operation, taken.activity) == (Operation.PUT, "17")


async def test_it_is_kept_as_unreadable_as_any_other(office: PostOffice):
    reply = a_reply("only for Piet")
    await say(office, reply)
    row = await office.row(reply.business_key)
    assert row is not None
    assert b"only for Piet" not in row.content
    assert row.expires_at is not None
    again = await office.row(reply.business_key)
    await office.let_leases_end()
    await office.settle(AT_ONCE)
    assert (await office.claim_one()).activity_json == "only for Piet"
    assert again == row


@pytest.mark.parametrize("state", [S.PENDING, S.SENDING, S.UNKNOWN])
async def test_it_waits_for_what_goes_to_the_same_place_first(office: PostOffice, state: S):
    await office.reply(a_reply("first"))
    if state is not S.PENDING:
        await office.record(await office.claim_one(), state) if state is S.UNKNOWN else None
    if state is S.SENDING:
        await office.claim_one()
    reply = a_reply("second")
    assert await say(office, reply) == [None]
    row = await office.row(reply.business_key)
    assert row is not None
    assert (row.state, row.fence, row.attempts) == (S.PENDING, 0, 0)
    assert (row.lease_until, row.called_at) == (None, None)


async def test_what_goes_elsewhere_or_has_gone_holds_nothing_back(office: PostOffice):
    (first,) = await say(office, a_reply())
    assert first is not None
    await office.record(first, S.SENT)
    await office.reply(a_reply(address=ELSEWHERE))
    await office.announce(a_notice())
    (taken,) = await say(office, a_reply())
    assert taken is not None


async def test_of_two_replies_of_a_turn_the_second_waits_for_the_first(office: PostOffice):
    first, second = await say(office, a_reply("1"), a_reply("2"))
    assert first is not None
    assert second is None
    assert await office.claim() == []
    await office.record(first, S.SENT)
    assert (await office.claim_one()).activity_json == "2"


async def test_a_turn_that_is_undone_takes_its_reply_back(office: PostOffice):
    reply = a_reply()

    async def lose() -> None:
        async with office.database.work() as work:
            await work.replies.say_at_once(reply, LATER)
            raise ConflictError

    with pytest.raises(ConflictError):
        await lose()
    assert await office.state(reply.business_key) == "nowhere"
    (taken,) = await say(office, reply)
    assert taken is not None


async def test_the_same_reply_is_said_once(office: PostOffice):
    reply = a_reply()
    first, again = (await say(office, reply))[0], (await say(office, reply))[0]
    assert first is not None
    assert again is None
    assert await office.count() == 1


async def test_one_whose_sender_died_goes_once_more_after_a_while(office: PostOffice):
    reply = a_reply()
    await say(office, reply, lease=DEAD)
    assert await office.settle(AT_ONCE) == 2  # it may have left, and nobody waits for that here
    again = await office.claim_one()
    assert (again.activity_json, again.is_fresh, again.attempts) == (reply.activity_json, False, 2)


async def test_a_result_of_a_claim_that_is_over_changes_nothing(office: PostOffice):
    reply = a_reply()
    (taken,) = await say(office, reply, lease=DEAD)
    assert taken is not None
    await office.settle(LATER)
    await office.record(taken, S.SENT)
    assert await office.state(reply.business_key) == S.UNKNOWN


async def test_who_asks_whether_messages_were_left_hears_of_what_waits(office: PostOffice):
    async def left(*replies: OutgoingReply, notices: int = 0, at_once: bool = True) -> bool:
        async with office.database.work() as work:
            for reply in replies:
                await (
                    work.replies.say_at_once(reply, LATER) if at_once else work.replies.say(reply)
                )
            for _ in range(notices):
                await work.notices.announce(a_notice())
            return work.has_left_messages

    places = [replace(HERE, conversation=f"a:{number}") for number in range(4)]
    assert not await left()
    assert not await left(a_reply(address=places[0]))
    assert await left(a_reply(address=places[0]))
    assert await left(a_reply(address=places[1]), notices=1)
    assert await left(a_reply(address=places[2]), at_once=False)
    assert await left(notices=1)


async def test_two_replicas_take_no_two_replies_to_one_place(
    postgresql: PostgresqlServer, tmp_path: Path
):
    async with (
        postgresql.fresh() as url,
        open_post_office(url, tmp_path / "one") as one,
        open_post_office(url, tmp_path / "other") as other,
    ):
        async with one.database.work() as work:
            assert await work.replies.say_at_once(a_reply("1"), LATER)
            racing = asyncio.create_task(say(other, late := a_reply("2")))
            await postgresql.until_one_waits()
        with pytest.raises(ConflictError):
            await racing
        assert await other.state(late.business_key) == "nowhere"
        assert await say(other, late) == [None]
