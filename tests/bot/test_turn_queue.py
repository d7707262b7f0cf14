"""Turns that come at once: a few are at work, the others wait in order, and nobody for too long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.turns.locks import ConversationLocks
from bot.turns.trouble import TurnTrouble
from bot.turns.turn import Turns
from domain.errors import ConflictError
from services.ports.turns import DatabaseAwayError, InboxKey, KeyStoreAwayError, StoredAnswer
from tests.support.turning import KeptWaiting

SEATS = 8
AT_ONCE = timedelta(milliseconds=1)
LONG = timedelta(minutes=5)


@dataclass
class Desk:
    """A database at which work lasts until ``gate`` is open; it keeps count of who is there."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)
    begun: int = 0
    now: int = 0
    most: int = 0
    failure: Exception | None = None

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Any]:
        self.begun += 1
        self.now += 1
        self.most = max(self.most, self.now)
        async with self.came:
            self.came.notify_all()
        try:
            await self.gate.wait()
            if self.failure:
                raise self.failure
            yield SimpleNamespace(inbox=self, has_left_messages=False, is_awaited=False)
        finally:
            self.now -= 1

    work_together = work

    async def open(self, _key: InboxKey) -> None:
        return None

    async def answer(self, _key: InboxKey, _answer: StoredAnswer) -> None:
        return None

    async def taken(self, seats: int) -> None:
        async with self.came:
            await self.came.wait_for(lambda: self.begun >= seats)


def make_turns(desk: Desk, waits_within: timedelta = LONG) -> Turns:
    nothing: Any = None
    database: Any = desk
    return Turns(
        database=database,
        house=nothing,
        kits=nothing,
        features=(),
        dispatch=nothing,
        identify=nothing,
        locks=ConversationLocks(),
        outgoing=KeptWaiting(),
        wake_clock=lambda: None,
        waits_within=waits_within,
    )


async def run(turns: Turns, number: int, conversation: str = "") -> int:
    """One activity that asks nothing, in a conversation of its own."""
    raw = {
        "type": "typing",
        "id": f"{number}",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:piet"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": conversation or f"a:{number}"},
    }
    return (await turns.run(raw)).answer.status


async def test_a_few_turns_are_at_work_at_once_and_all_are_served():
    desk = Desk()
    turns = make_turns(desk)
    running = asyncio.gather(*(run(turns, number) for number in range(400)))
    await desk.taken(SEATS)
    desk.gate.set()
    assert await running == [200] * 400
    assert desk.most == SEATS


async def test_who_would_wait_too_long_is_told_to_come_again_and_reaches_no_database():
    desk = Desk()
    waiting, hurried = make_turns(desk), make_turns(desk, AT_ONCE)
    object.__setattr__(hurried, "seats", waiting.seats)
    seated = [asyncio.create_task(run(waiting, number)) for number in range(SEATS)]
    await desk.taken(SEATS)
    with capture_logs() as logs:
        assert await run(hurried, 100) == 503
    assert [line["cause"] for line in logs] == ["busy"]
    assert desk.begun == SEATS
    desk.gate.set()
    assert await asyncio.gather(*seated) == [200] * SEATS
    assert await run(waiting, 101) == 200


async def test_who_waits_for_its_own_conversation_takes_no_seat():
    desk = Desk()
    turns = make_turns(desk)
    of_piet = [asyncio.create_task(run(turns, number, "a:piet")) for number in range(2 * SEATS)]
    await desk.taken(1)
    other = asyncio.create_task(run(turns, 100))
    async with asyncio.timeout(30):
        await desk.taken(2)
    desk.gate.set()
    assert await asyncio.gather(*of_piet, other) == [200] * (2 * SEATS + 1)


async def test_who_would_wait_too_long_for_its_own_conversation_is_told_to_come_again():
    desk = Desk()
    turns = make_turns(desk, AT_ONCE)
    first = asyncio.create_task(run(turns, 1, "a:piet"))
    await desk.taken(1)
    assert [await run(turns, number, "a:piet") for number in range(2, 12)] == [503] * 10
    desk.gate.set()
    assert await first == 200
    assert await run(turns, 50, "a:piet") == 200


async def test_who_waits_for_the_key_store_holds_no_seat_and_is_served_when_it_is_free(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("bot.turns.turn._KEYS_LOOKED_AT_EVERY", 0.001)
    locked, free = Desk(failure=KeyStoreAwayError("key_store_locked")), Desk()
    locked.gate.set()
    free.gate.set()
    waiting, other = make_turns(locked), make_turns(free)
    object.__setattr__(other, "seats", waiting.seats)
    of_new_cases = [asyncio.create_task(run(waiting, number)) for number in range(2 * SEATS)]
    await locked.taken(5 * SEATS)
    assert await asyncio.gather(*(run(other, number) for number in range(100, 140))) == [200] * 40
    locked.failure = None
    assert await asyncio.gather(*of_new_cases) == [200] * (2 * SEATS)


async def test_who_waits_too_long_for_the_key_store_is_told_to_come_again():
    desk = Desk(failure=KeyStoreAwayError("key_store_locked"))
    desk.gate.set()
    turns = make_turns(desk)
    object.__setattr__(turns, "tried_within", timedelta(0))
    with capture_logs() as logs:
        assert await run(turns, 1) == 503
    assert logs[-1]["cause"] == "key_store_locked"


@pytest.mark.parametrize(
    ("failure", "tries", "cause"),
    [
        (ConflictError(), 3, "conflict"),
        (DatabaseAwayError("disk_full"), 1, "disk_full"),
        (ZeroDivisionError(), 1, "broken"),
    ],
)
async def test_why_a_turn_was_given_up_is_logged_in_a_word(
    failure: Exception, tries: int, cause: str
):
    desk = Desk(failure=failure)
    desk.gate.set()
    with capture_logs() as logs:
        assert await run(make_turns(desk), 1) == 503
    assert (logs[-1]["event"], logs[-1]["cause"], desk.begun) == ("turn_given_up", cause, tries)


async def test_a_turn_that_waited_long_for_others_is_not_tried_once_more():
    desk = Desk(failure=ConflictError())
    desk.gate.set()
    turns = make_turns(desk)
    object.__setattr__(turns, "tried_within", timedelta(seconds=-1))
    assert await run(turns, 1) == 503
    assert desk.begun == 1


async def test_a_full_disk_is_told_until_a_turn_is_served():
    desk = Desk(failure=DatabaseAwayError("disk_full"))
    desk.gate.set()
    turns = make_turns(desk)
    assert await run(turns, 1) == 503
    assert turns.trouble.troubles == ["disk_full"]
    desk.failure = None
    assert await run(turns, 1) == 200
    assert turns.trouble.troubles == []


async def test_a_full_disk_of_a_while_ago_and_what_a_probe_sees_itself_are_not_told(
    monkeypatch: pytest.MonkeyPatch,
):
    trouble = TurnTrouble()
    trouble.meet("database_away")
    assert trouble.troubles == []
    seconds = [100.0]
    monkeypatch.setattr("bot.turns.trouble._read_monotonic", lambda: seconds[0])
    trouble.meet("disk_full")
    seconds[0] = 115.0
    assert trouble.troubles == ["disk_full"]
    seconds[0] = 115.1
    assert trouble.troubles == []
