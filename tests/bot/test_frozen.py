"""A sender calls nothing when its lease is nearly over, nor more at once than it has room for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.gate.service_hosts import ServiceHosts
from bot.sending.connector import Connector, open_http_session
from bot.sending.sender import LEASE_WITHIN, Sender
from bot.sending.tokens import NoTokens
from domain.delivery import Attempt, AttemptResult, DeliveryState
from domain.identifiers import MemberId
from domain.notice import NoticeKind, PrivateNotice
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation

HERE = Address(service_url="https://smba.example/", conversation="a:agent")
NOTICE = PrivateNotice(
    kind=NoticeKind.OWN_TIMES, subject="42", business_key="a", member=MemberId("agent")
)


@dataclass
class Outside:
    """Everything a sender works with; time passes while a message is drawn."""

    seconds: float = 0.0
    drawing_takes: float = 0.0
    noting_takes: float = 0.0
    called: list[str] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)

    async def render(self, _notice: Any, *, is_stub: bool, is_posted: bool) -> dict[str, Any]:
        self.seconds += self.drawing_takes
        return {"type": "message"}

    async def find(self, _message: Claimed) -> Address:
        return HERE

    async def wait(self, _conversation: str) -> None:
        """Nobody waits."""

    async def claim(self, limit: int, _lease: timedelta) -> Sequence[Claimed]:
        self.rooms.append(limit)
        return ()

    async def begin_calls(self, messages: Sequence[Claimed]) -> set[DeliveryId]:
        self.seconds += self.noting_takes
        return {one.id for one in messages}

    async def update(self, *_given: Any) -> Attempt:
        self.called.append("update")
        return Attempt(result=AttemptResult.SENT, remote_id="1")

    async def send(self, *_given: Any) -> Attempt:
        self.called.append("send")
        return Attempt(result=AttemptResult.SENT, remote_id="1")

    def sender(self) -> Sender:
        itself: Any = self
        return Sender(
            outbox=itself,
            connector=itself,
            rendering=itself,
            address_book=itself,
            throttle=itself,
            clock=lambda: self.seconds,
        )


def a_claimed(posted: Address | None) -> Claimed:
    claimed: Any = SimpleNamespace(
        id=DeliveryId(1),
        fence=1,
        operation=Operation.POST,
        notice=NOTICE,
        activity_json="",
        member=MemberId("agent"),
        channel=None,
        address=None,
        activity="",
        posted=posted,
        posted_activity="1" if posted else "",
        attempts=1,
        is_fresh=False,
    )
    return claimed


@pytest.mark.parametrize("posted", [None, HERE])
@pytest.mark.parametrize(
    ("drawing_takes", "is_called"),
    [(LEASE_WITHIN.total_seconds() - 16, True), (LEASE_WITHIN.total_seconds() - 14, False)],
)
async def test_who_stood_still_past_most_of_its_lease_neither_posts_nor_edits(
    posted: Address | None, drawing_takes: float, is_called: bool
) -> None:
    outside = Outside(drawing_takes=drawing_takes)
    outcome = await outside.sender()._send(a_claimed(posted), 0.0)
    assert bool(outside.called) is is_called
    assert outcome.state is (DeliveryState.SENT if is_called else DeliveryState.PENDING)


@pytest.mark.parametrize(("noting_takes", "is_called"), [(20.0, True), (50.0, False)])
async def test_who_stood_still_while_the_call_was_written_down_does_not_make_it(
    noting_takes: float, is_called: bool
) -> None:
    outside = Outside(noting_takes=noting_takes)
    outcome = await outside.sender()._send(a_claimed(None), 0.0)
    assert bool(outside.called) is is_called
    assert outcome.state is (DeliveryState.SENT if is_called else DeliveryState.PENDING)


@pytest.mark.parametrize(("flying", "rooms"), [(0, [16]), (48, [16]), (60, [4]), (64, [])])
async def test_no_more_is_claimed_than_there_is_room_for_in_the_air(
    flying: int, rooms: list[int]
) -> None:
    outside = Outside()
    sender = outside.sender()
    hanging = [asyncio.get_running_loop().create_future() for _ in range(flying)]
    sender._flying.update(hanging)  # type: ignore[arg-type] # all that is asked of a call
    await sender._take_off()
    assert outside.rooms == rooms


async def test_a_call_ends_long_before_the_lease_of_its_message() -> None:
    async with open_http_session() as session:
        hosts = ServiceHosts.parse("smba.example")
        connector = Connector(session=session, tokens=NoTokens(), hosts=hosts)
        assert connector._exchange._timeout.total == 15
    assert LEASE_WITHIN.total_seconds() >= 4 * 15
