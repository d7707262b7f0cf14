"""Before a call it is written down that it begins, for several at once."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.sending.departures import Departures
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation
from services.ports.turns import DatabaseAwayError
from tests.support.patience import PATIENCE

ENDLESS = timedelta(seconds=2 * PATIENCE)


def a_message(number: int) -> Claimed:
    return Claimed(id=DeliveryId(number), fence=1, operation=Operation.POST, notice=None)


@dataclass
class Book:
    """Writes down what begins; ``taken`` is another's by now."""

    written: list[list[int]] = field(default_factory=list)
    taken: frozenset[int] = frozenset()
    trouble: Exception | None = None

    async def begin_calls(self, messages: Sequence[Claimed]) -> Collection[DeliveryId]:
        if self.trouble:
            raise self.trouble
        self.written.append([one.id for one in messages])
        return {one.id for one in messages} - self.taken


async def depart(
    departures: Departures, book: Book, number: int, ready: asyncio.Event | None = None
) -> bool:
    """One after the other they get ready; a slow one when it is told."""
    with departures.getting_ready():
        for _ in range(number + 1):
            await asyncio.sleep(0)
        if ready:
            await ready.wait()
    async with asyncio.timeout(PATIENCE):
        return await departures.begin(a_message(number), book)


async def test_what_gets_ready_together_is_written_down_together():
    departures, book = Departures(ENDLESS), Book()
    assert all(await asyncio.gather(*(depart(departures, book, n) for n in range(16))))
    assert book.written == [list(range(16))]


async def test_one_alone_waits_for_nobody():
    departures, book = Departures(ENDLESS), Book()
    for number in range(2):
        assert await depart(departures, book, number)
    assert book.written == [[0], [1]]


async def test_a_slow_one_holds_up_the_others_no_longer_than_told():
    departures, book, ready = Departures(timedelta(milliseconds=1)), Book(), asyncio.Event()
    slow = asyncio.create_task(depart(departures, book, 9, ready))
    await asyncio.sleep(0)
    assert all(await asyncio.gather(*(depart(departures, book, n) for n in range(3))))
    assert book.written == [[0, 1, 2]]
    ready.set()
    assert await slow
    assert book.written == [[0, 1, 2], [9]]


async def test_one_that_needs_no_call_is_waited_for_no_longer():
    departures, book = Departures(ENDLESS), Book()

    async def need_none() -> None:
        with departures.getting_ready():
            for _ in range(5):
                await asyncio.sleep(0)

    await asyncio.gather(need_none(), depart(departures, book, 1))
    assert book.written == [[1]]


async def test_who_lost_a_message_to_another_sender_hears_it():
    departures, book = Departures(ENDLESS), Book(taken=frozenset({1}))
    begun = await asyncio.gather(*(depart(departures, book, n) for n in range(3)))
    assert begun == [True, False, True]


async def test_trouble_with_the_database_is_heard_by_all_of_the_group_and_by_no_later_one():
    departures, book = Departures(ENDLESS), Book(trouble=DatabaseAwayError())
    heard = await asyncio.gather(
        *(depart(departures, book, n) for n in range(2)), return_exceptions=True
    )
    assert [type(one) for one in heard] == [DatabaseAwayError] * 2
    book.trouble = None
    assert await depart(departures, book, 3)


async def test_a_flight_that_is_cut_off_keeps_nobody_else_from_departing():
    departures, book = Departures(ENDLESS), Book()
    cut, other = (asyncio.create_task(depart(departures, book, n)) for n in range(2))
    for _ in range(2):
        await asyncio.sleep(0)
    assert departures._group.messages == [a_message(0)]
    cut.cancel()
    assert await other
    with pytest.raises(asyncio.CancelledError):
        await cut
