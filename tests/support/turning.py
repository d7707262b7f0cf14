"""Turns over a real house, with a stand-in for whoever answers: it does as a test tells it."""

import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.turns.answerer import Answerer
from bot.turns.feature import Desk
from bot.turns.identity import identify_registered
from bot.turns.incoming import Incoming
from bot.turns.kits import Kits
from bot.turns.locks import ConversationLocks
from bot.turns.replies import Reply, Say
from bot.turns.turn import Turns
from cards.kit import Frame
from cards.messages import Preview, PrivateMessage
from domain.delivery import DeliveryState
from domain.identifiers import CaseId
from services.ports.outbox import Claimed
from services.ports.turns import Database, StoredAnswer, Work
from storage.crypto import Seal, make_key
from tests.support.house import OpenHouse
from tests.support.outbox import PostOffice

SERVICE_URL = "https://smba.trafficmanager.net/emea/"
SEAL = Seal(make_key())
HELLO = Say(message=PrivateMessage(preview=Preview.ANSWER, text="Dag"))

Act = Callable[[Desk, Incoming], Awaitable[Reply]]


def an_activity(who: str = "sanne", number: int = 1, **changes: Any) -> dict[str, Any]:
    """What a member types in their own chat."""
    return {
        "type": "message",
        "id": f"1700000000{number:03}",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "conversation": {"id": f"a:{who}", "conversationType": "personal"},
        "from": {"id": f"29:{who}", "aadObjectId": f"object-{who}"},
        "recipient": {"id": "28:bot"},
        "channelData": {"tenant": {"id": "tenant"}},
        "text": "hallo",
        **changes,
    }


def an_invoke(data: dict[str, Any], who: str = "sanne", number: int = 1) -> dict[str, Any]:
    """A button that is pressed on a card, with everything the card sent along."""
    value = {"action": {"type": "Action.Execute", "verb": "press", "data": data}}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "text": None}
    return an_activity(who, number, **invoke)


async def say_hello(_desk: Desk, _incoming: Incoming) -> Reply:
    return HELLO


@dataclass
class Scripted:
    """Answers each turn with the next act; the last one again when there is no other."""

    acts: list[Act] = field(default_factory=lambda: [say_hello])
    heard: list[Incoming] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)

    async def answer(self, desk: Desk, incoming: Incoming) -> Reply:
        self.heard.append(incoming)
        self.desks.append(desk)
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        return await act(desk, incoming)


@dataclass
class CountedDatabase:
    """The database of the house, which counts the units of work it opens."""

    kept: Database
    opened: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        self.opened.append("work")
        async with self.kept.work() as work:
            yield work

    @asynccontextmanager
    async def work_together(self) -> AsyncIterator[Work]:
        self.opened.append("together")
        async with self.kept.work_together() as work:
            yield work

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        self.opened.append("reading")
        async with self.kept.reading() as work:
            yield work


@dataclass
class KeptWaiting:
    """A sender that sends nothing before a test lets it: everything said waits in the outbox."""

    count: Callable[[], int] = lambda: 0
    woken: list[int] = field(default_factory=list)
    taken: list[Claimed] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    lease_within: timedelta | None = None

    def take(self, messages: Sequence[Claimed], since: float) -> None:
        self.taken += messages
        self.kept += [self.count()] * len(messages)

    def wake(self) -> None:
        self.woken.append(self.count())


@dataclass
class TurningHouse:
    """A house with turns; ``woken`` holds how many messages others could read at each wake, and
    ``clock_woken`` how many timers.
    """

    house: OpenHouse
    answerer: Answerer
    locks: ConversationLocks = field(default_factory=ConversationLocks)

    def __post_init__(self) -> None:
        self.database = CountedDatabase(self.house.database)
        self.outgoing = KeptWaiting(lambda: self.count("outbox"))
        self.clock_woken: list[int] = []
        self.turns = Turns(
            database=self.database,
            house=self.house.house,
            kits=Kits(seals=SEAL, time_zone=ZoneInfo("Europe/Amsterdam"), frame=Frame.CHAT_CARD),
            features=(),
            dispatch=self.answerer,
            identify=identify_registered,
            locks=self.locks,
            outgoing=self.outgoing,
            wake_clock=lambda: self.clock_woken.append(self.count("timer")),
        )

    @property
    def woken(self) -> list[int]:
        return self.outgoing.woken

    async def run(self, activity: dict[str, Any]) -> StoredAnswer:
        return (await self.turns.run(activity)).answer

    async def now(self) -> datetime:
        """Business time."""
        async with self.house.database.reading() as work:
            return await work.now()

    def count(self, table: str) -> int:
        """How many rows another connection reads now."""
        file = self.house.database.engine.url.database
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as other:
            [[number]] = other.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
        return int(number)

    async def said(self) -> list[str]:
        """The words of every reply that waited, in order; they are sent after this."""
        return [json.loads(one.activity_json).get("text", "") for one in await self.replies()]

    async def replies(self) -> list[Claimed]:
        """Every reply that waited, in order; they are sent after this."""
        office, found = PostOffice(self.house.database), list[Claimed]()
        while batch := await office.claim():
            found += [one for one in batch if one.notice is None]
            for one in batch:
                await office.record(one, DeliveryState.SENT)
        return found

    async def events(self, case: CaseId | None = None) -> list[tuple[str, str | None]]:
        """What is on record about a case, or about none: what happened and why."""
        async with self.house.database.reading() as work:
            chain = await work.audit.chain(case)
        return [(one.entry.event, one.entry.reason) for one in chain]
