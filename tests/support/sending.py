"""A sender over a real outbox and a stand-in connector, with a clock moved by hand."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientTimeout

from bot.gate.service_hosts import ServiceHosts
from bot.sending.breaker import Breaker
from bot.sending.connector import Connector, open_http_session
from bot.sending.sender import Sender
from bot.sending.throttle import Throttle
from bot.sending.tokens import NoTokens
from bot.steps import Step
from domain.delivery import Attempt
from domain.identifiers import MemberId
from domain.notice import Notice
from services.ports.address import Address
from services.ports.outbox import Claimed
from services.ports.turns import OutgoingReply
from tests.support.outbox import AT_ONCE, PostOffice, a_reply, open_post_office
from tests.support.patience import PATIENCE
from tests.support.teams import StandInTeams

WORDS = json.dumps({"type": "message", "text": "Er staat iets voor u klaar"})
MOST_ROUNDS = 60
HASTE = timedelta(seconds=1)  # what a call that hangs is waited for; any other is far quicker


@dataclass
class Renderer:
    """Renders a notice as its subject, and a stub as such; ``fails`` is raised once instead."""

    fails: list[Exception] = field(default_factory=list)
    says_nothing: bool = False
    edits: list[bool] = field(default_factory=list)

    async def render(
        self, notice: Notice, *, is_stub: bool, is_posted: bool
    ) -> dict[str, Any] | None:
        self.edits.append(is_posted)
        if self.fails:
            raise self.fails.pop()
        if self.says_nothing:
            return None
        return {"type": "message", "text": "stub" if is_stub else f"notice {notice.subject}"}


@dataclass
class Everywhere:
    """Every member and channel has a chat in this Teams; ``fails`` is given instead, once."""

    service_url: str
    fails: list[Attempt] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    async def open_anew(self, member: MemberId, gone: Address) -> Address | Attempt:
        self.opened.append(gone.conversation)
        if self.fails:
            return self.fails.pop()
        return Address(service_url=self.service_url, conversation=f"a:{member}-anew")

    async def find(self, message: Claimed) -> Address | Attempt:
        known = message.posted or message.address
        if known:
            return known
        if self.fails:
            return self.fails.pop()
        return Address(
            service_url=self.service_url, conversation=f"a:{message.member or message.channel}"
        )


def a_throttle_that_nobody_waits_for() -> Throttle:
    """It has a clock of its own, and whoever is to wait moves that."""
    clock = [0.0]

    async def pause(seconds: float) -> None:
        clock[0] += seconds

    return Throttle(lambda: clock[0], pause)


@dataclass
class Sending:
    office: PostOffice
    teams: StandInTeams
    sender: Sender
    renderer: Renderer
    address_book: Everywhere
    breaker: Breaker
    steps: list[Step]
    seconds: list[float]

    async def send(self) -> None:
        """Send until nothing moves any more."""
        for _ in range(MOST_ROUNDS):
            await self.sender.settle()
            was_in_the_air = bool(self.sender._flying)
            taken = await self.sender.send_due()
            if not taken and not was_in_the_air:
                return
        raise AssertionError("it never comes to rest")

    async def announce(self, notice: Notice) -> str:
        await self.office.announce(notice)
        await self.send()
        return await self.office.state(notice.business_key)

    async def reply(self, **changes: Any) -> str:
        reply = self.a_reply(**changes)
        await self.office.reply(reply)
        await self.send()
        return await self.office.state(reply.business_key)

    def a_reply(self, conversation: str = "a:piet", **changes: Any) -> OutgoingReply:
        here = Address(service_url=self.teams.service_url, conversation=conversation)
        return replace(a_reply(WORDS, here), **changes)

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.teams.visible]

    def have_patience(self) -> None:
        """Nothing hangs any more: no call is given up because this machine is busy."""
        self.sender.connector._exchange._timeout = ClientTimeout(total=PATIENCE)

    async def states(self) -> dict[str, int]:
        return await self.office.states()

    async def play(self, rounds: int, seconds: float = 0.0) -> None:
        """So many rounds as the pump makes them, each this much later."""
        for _ in range(rounds):
            self.seconds[0] += seconds
            await self.sender.settle()
            await self.sender.send_due()


@asynccontextmanager
async def open_sending(
    url: str, directory: Path, call_within: timedelta = HASTE
) -> AsyncIterator[Sending]:
    """Everything between an outbox on this database and a Teams of its own."""
    steps, seconds = list[Step](), [0.0]
    async with (
        open_post_office(url, directory) as office,
        StandInTeams() as teams,
        open_http_session() as session,
    ):
        renderer, address_book = Renderer(), Everywhere(teams.service_url)
        breaker = Breaker(lambda: seconds[0])
        connector = Connector(
            session=session,
            tokens=NoTokens(),
            hosts=ServiceHosts.parse(teams.host),
            call_within=call_within,
            guard=breaker.guard,
        )
        sender = Sender(
            outbox=office.database.outbox,
            connector=connector,
            rendering=renderer,
            address_book=address_book,
            throttle=a_throttle_that_nobody_waits_for(),
            clock=lambda: seconds[0],
            passage=lambda: breaker.passage,
            chance=lambda: 0.0,
            settle_within=AT_ONCE,
            watch=steps.append,
        )
        yield Sending(office, teams, sender, renderer, address_book, breaker, steps, seconds)
