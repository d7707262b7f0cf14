import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from services.ports.turns import InboxKey, StoredAnswer
from storage.inbox import inbox
from tests.support.canaries import CANARY
from tests.support.outbox import PostOffice, a_notice

KEY = InboxKey(channel="msteams", conversation="a:piet", activity="1700000000001")
ANSWER = StoredAnswer(status=200, body={"statusCode": 200, "value": CANARY})
LONG_AGO = timedelta(hours=24)


async def _answer(office: PostOffice, key: InboxKey, answer: StoredAnswer) -> StoredAnswer | None:
    """What a turn does: note the activity, and answer unless it was here before."""
    async with office.database.work() as work:
        stored = await work.inbox.open(key)
        if stored is None:
            await work.notices.announce(a_notice())
            await work.inbox.answer(key, answer)
        return stored


async def _raw(office: PostOffice) -> str:
    async with office.database.engine.connect() as connection:
        return str((await connection.execute(select(inbox))).all())


@pytest.mark.parametrize("answer", [StoredAnswer(status=200), ANSWER])
async def test_the_second_delivery_gets_the_first_ones_answer(
    office: PostOffice, answer: StoredAnswer
):
    assert await _answer(office, KEY, answer) is None
    assert await _answer(office, KEY, StoredAnswer(status=500)) == answer
    assert await office.count() == 1


async def test_five_deliveries_at_once_have_one_effect_and_one_answer(office: PostOffice):
    answers = await asyncio.gather(*(_answer(office, KEY, ANSWER) for _ in range(5)))
    assert sorted(answers, key=str) == sorted([ANSWER] * 4 + [None], key=str)
    assert await office.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        InboxKey(channel="emulator", conversation="a:piet", activity="1700000000001"),
        InboxKey(channel="msteams", conversation="a:olga", activity="1700000000001"),
        InboxKey(channel="msteams", conversation="a:piet", activity="1700000000002"),
    ],
)
async def test_another_activity_is_another_activity(office: PostOffice, other: InboxKey):
    await _answer(office, KEY, ANSWER)
    assert await _answer(office, other, ANSWER) is None


async def test_a_turn_that_was_rolled_back_was_never_here(office: PostOffice):
    async def note_and_fail() -> None:
        async with office.database.work() as work:
            await work.inbox.open(KEY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await note_and_fail()
    assert await _answer(office, KEY, ANSWER) is None


async def test_a_stored_answer_is_not_readable_in_the_database(office: PostOffice):
    await _answer(office, KEY, ANSWER)
    assert CANARY not in await _raw(office)


async def test_an_answer_moved_to_another_activity_is_not_given(office: PostOffice):
    other = InboxKey(channel="msteams", conversation="a:piet", activity="1700000000002")
    await _answer(office, KEY, ANSWER)
    await _answer(office, other, ANSWER)
    async with office.database.engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE inbox SET body = (SELECT body FROM inbox WHERE activity = '1700000000001')"
            )
        )
    with pytest.raises(Exception, match="changed outside the product"):
        await _answer(office, other, ANSWER)


async def test_an_old_answer_is_forgotten_and_still_has_no_second_effect(office: PostOffice):
    await _answer(office, KEY, ANSWER)
    async with office.database.work() as work:
        await work.inbox.purge(LONG_AGO, 10)
    assert await _answer(office, KEY, ANSWER) == ANSWER
    async with office.database.work() as work:
        await work.inbox.purge(timedelta(0), 10)
    assert await _answer(office, KEY, ANSWER) == StoredAnswer(status=200)
    assert await office.count() == 1


async def test_business_time_moved_ahead_forgets_no_answer(office: PostOffice):
    await _answer(office, KEY, ANSWER)
    await office.database.advance(timedelta(days=2))
    async with office.database.work() as work:
        await work.inbox.purge(timedelta(hours=24), 10)
    assert await _answer(office, KEY, ANSWER) == ANSWER
