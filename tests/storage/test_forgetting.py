"""What is over is forgotten, in batches; what is still needed stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, event, func, insert, select, update

from bot.running.forgetting import (
    ACTIVITIES_KNOWN_WITHIN,
    ANSWERS_KEPT_WITHIN,
    MESSAGES_KEPT_WITHIN,
    Forgetting,
    forget_what_is_over,
)
from domain.delivery import FAILED_STATES, OPEN_DELIVERY_STATES, DeliveryState
from domain.identifiers import CaseId, MemberId
from domain.notice import NoticeKind
from services.ports.turns import InboxKey, StoredAnswer
from storage.addresses import posted_card
from storage.inbox import inbox
from storage.notices import outbox
from tests.support.outbox import PostOffice, a_channel_notice, a_notice, a_reply
from tests.support.timers import counted_statements

MINUTE = timedelta(minutes=1)
ENDED = sorted(set(DeliveryState) - set(OPEN_DELIVERY_STATES))
ANSWER = StoredAnswer(status=200, body={"statusCode": 200})


async def change(office: PostOffice, table: Table, **values: Any) -> None:
    async with office.database.engine.begin() as connection:
        await connection.execute(update(table).values(**values))


async def count(office: PostOffice, table: Table, *conditions: Any) -> int:
    async with office.database.engine.connect() as connection:
        counted = select(func.count()).select_from(table).where(*conditions)
        return int(await connection.scalar(counted) or 0)


async def receive(office: PostOffice, activity: str = "1") -> StoredAnswer | None:
    key = InboxKey(channel="msteams", conversation="a:piet", activity=activity)
    async with office.database.work() as work:
        stored = await work.inbox.open(key)
        if stored is None:
            await work.inbox.answer(key, ANSWER)
        return stored


async def received_ago(office: PostOffice, age: timedelta) -> None:
    await receive(office)
    await change(office, inbox, received_at=await office.database.clock() - age)
    await forget_what_is_over(office.database)


async def test_an_answer_goes_after_a_day_and_its_activity_is_still_known(office: PostOffice):
    await received_ago(office, ANSWERS_KEPT_WITHIN - MINUTE)
    assert await receive(office) == ANSWER
    await received_ago(office, ANSWERS_KEPT_WITHIN + MINUTE)
    assert await receive(office) == StoredAnswer(status=200)


async def test_an_activity_is_known_for_two_weeks_and_then_gone(office: PostOffice):
    await received_ago(office, ACTIVITIES_KNOWN_WITHIN - MINUTE)
    assert await receive(office) == StoredAnswer(status=200)
    await received_ago(office, ACTIVITIES_KNOWN_WITHIN + MINUTE)
    assert await count(office, inbox) == 0


async def ended_ago(office: PostOffice, age: timedelta, **values: Any) -> int:
    await office.announce(a_notice())
    await change(office, outbox, expires_at=await office.now() - age, **values)
    await forget_what_is_over(office.database)
    return await count(office, outbox)


@pytest.mark.parametrize("state", ENDED)
async def test_a_message_whose_fate_is_known_goes_when_its_term_is_over(
    office: PostOffice, state: DeliveryState
):
    known = {"state": state, "is_told": True}
    assert await ended_ago(office, MESSAGES_KEPT_WITHIN - MINUTE, **known) == 1
    assert await ended_ago(office, MESSAGES_KEPT_WITHIN + MINUTE, **known) == 0


@pytest.mark.parametrize("state", OPEN_DELIVERY_STATES)
async def test_a_message_whose_fate_is_open_stays_however_old(
    office: PostOffice, state: DeliveryState
):
    assert await ended_ago(office, 2 * MESSAGES_KEPT_WITHIN, state=state, is_told=True) == 1


@pytest.mark.parametrize("state", FAILED_STATES)
async def test_a_failure_of_which_nobody_heard_stays_however_old(
    office: PostOffice, state: DeliveryState
):
    assert await ended_ago(office, 2 * MESSAGES_KEPT_WITHIN, state=state) == 1


async def test_a_card_that_was_posted_is_edited_where_it_stands_when_its_message_is_gone(
    office: PostOffice,
):
    notice = a_channel_notice()
    await office.announce(notice)
    await office.record_posted(await office.claim_one(), "1700000000009")
    assert await ended_ago(office, MESSAGES_KEPT_WITHIN + MINUTE, state=DeliveryState.SENT) == 0
    await office.announce(a_channel_notice(card=notice.card))
    assert (await office.claim_one()).posted_activity == "1700000000009"
    assert await count(office, posted_card) == 1


async def test_where_a_card_about_a_case_stands_is_known_for_as_long_as_messages_are_kept(
    office: PostOffice,
):
    about, piet = CaseId("c" * 32), MemberId("piet")
    of_house = a_notice(NoticeKind.OWN_TIMES, member=piet)
    for said in (a_reply(about=about, member=piet), a_reply(member=piet)):
        await office.reply(said)
        await office.record_posted(await office.claim_one(), "1700000000007")
    await office.announce(replace(of_house, kind=NoticeKind.CIRCLE_JOINED, subject=about), of_house)
    await office.record_posted(await office.claim_one(), "1700000000008")
    for age, known in ((MESSAGES_KEPT_WITHIN - MINUTE, 2), (MESSAGES_KEPT_WITHIN + MINUTE, 0)):
        await change(office, posted_card, posted_at=await office.database.clock() - age)
        await forget_what_is_over(office.database)
        async with office.database.work() as work:
            assert len(await work.deliveries.cards_of_case(about, piet)) == known
            assert await work.deliveries.cards_of_case(about, MemberId("olga")) == []


async def test_a_reply_that_was_sent_goes_too(office: PostOffice):
    await office.reply(a_reply())
    await office.record(await office.claim_one(), DeliveryState.SENT)
    assert await ended_ago(office, MESSAGES_KEPT_WITHIN + MINUTE, state=DeliveryState.SENT) == 0


async def fill(office: PostOffice, rows: int) -> None:
    """So many activities of long ago, each with an answer, and a few of today."""
    at = await office.database.clock() - 2 * ACTIVITIES_KNOWN_WITHIN
    old = [
        {"channel": "msteams", "conversation": "a", "activity": f"{n}", "received_at": at}
        for n in range(rows)
    ]
    async with office.database.engine.begin() as connection:
        await connection.execute(insert(inbox), [{**row, "body": b"x"} for row in old])
    for number in range(3):
        await receive(office, f"new {number}")


async def test_many_are_forgotten_in_small_transactions(office: PostOffice):
    await fill(office, 1_200)
    await office.announce(*(a_notice() for _ in range(600)))
    ended_at = await office.now() - 2 * MESSAGES_KEPT_WITHIN
    await change(office, outbox, expires_at=ended_at, state=DeliveryState.SENT)
    with counted_statements(office.database.engine) as statements:
        await forget_what_is_over(office.database)
    changing = [s for s in statements if s.startswith(("DELETE", "UPDATE"))]
    # three batches of answers, three of activities, two of messages, one of cards
    assert len(changing) == 9
    assert await count(office, outbox) == 0
    assert await count(office, inbox) == 3
    assert await count(office, inbox, inbox.c.body.is_not(None)) == 3


async def test_two_replicas_that_forget_at_once_hinder_nobody(office: PostOffice):
    await fill(office, 5)
    async with office.database.work() as work:
        await work.inbox.forget(ACTIVITIES_KNOWN_WITHIN, 2)
        if office.database.engine.dialect.name == "postgresql":
            await forget_what_is_over(office.database)
            assert await count(office, inbox) == 5  # two are held by the other
    await forget_what_is_over(office.database)
    assert await count(office, inbox) == 3


async def test_the_clock_forgets_every_ten_minutes_and_again_when_that_failed(office: PostOffice):
    seconds = [0.0]
    forgetting = Forgetting(read_monotonic=lambda: seconds[0])
    nothing: Any = None
    with pytest.raises(AttributeError):
        await forgetting.run(nothing)
    for passed, left in ((0, 0), (599, 1), (600, 0)):
        await receive(office, f"{passed}")
        ago = await office.database.clock() - 2 * ACTIVITIES_KNOWN_WITHIN
        await change(office, inbox, received_at=ago)
        seconds[0] = passed
        await forgetting.run(office.database)
        assert await count(office, inbox) == left


def _plan_badly(connection: Any) -> None:
    """What PostgreSQL chooses by itself when it knows little of a table: row after row."""
    if connection.dialect.name == "postgresql":
        for way in ("hashjoin", "hashagg", "mergejoin", "material", "memoize", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")


async def test_a_batch_is_no_larger_than_asked_however_the_database_goes_about_it(
    office: PostOffice,
):
    await fill(office, 20)
    event.listen(office.database.engine.sync_engine, "begin", _plan_badly)
    async with office.database.work() as work:
        assert await work.inbox.purge(ANSWERS_KEPT_WITHIN, 5) == 5
        assert await work.inbox.forget(ACTIVITIES_KNOWN_WITHIN, 5) == 5
