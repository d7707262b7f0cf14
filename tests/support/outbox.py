"""The outbox on a real database, with a hand to announce, reply, claim and record."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select, update

from domain.delivery import Attempt, AttemptResult, DeliveryState
from domain.identifiers import ChannelId, MemberId
from domain.notice import ChannelNotice, Notice, NoticeKind, PrivateNotice
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, SendingOutcome
from services.ports.turns import OutgoingReply
from storage.crypto import HouseKeys
from storage.database import Database
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.notices import outbox

HERE = Address(service_url="https://smba.trafficmanager.net/emea/", conversation="a:piet")
SENT = Attempt(result=AttemptResult.SENT, remote_id="1700000000001", status=201)
AT_ONCE = timedelta(0)
LATER = timedelta(hours=1)
DEAD = timedelta(seconds=-1)  # a lease that was over before it began
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = count(1)


def a_notice(kind: NoticeKind = NoticeKind.OWN_TIMES, **changes: Any) -> PrivateNotice:
    """A notice to a member, each with a business key of its own."""
    key = f"test:{next(_numbers)}"
    notice = PrivateNotice(
        kind=kind, subject="42", business_key=key, member=MemberId(f"member-{key}")
    )
    return replace(notice, **changes)


def a_channel_notice(**changes: Any) -> ChannelNotice:
    """An agenda for a channel, with a card of its own."""
    key = f"test:{next(_numbers)}"
    notice = ChannelNotice(
        kind=NoticeKind.AGENDA_POST,
        subject="42",
        business_key=key,
        channel=ChannelId("agendas"),
        card=f"card:{key}",
    )
    return replace(notice, **changes)


def a_reply(text: str = "{}", address: Address | None = HERE, **changes: Any) -> OutgoingReply:
    reply = OutgoingReply(
        business_key=f"reply:{next(_numbers)}", activity_json=text, address=address
    )
    return replace(reply, **changes)


@dataclass
class PostOffice:
    """``database`` is the product's own; everything goes through its doors but ``row``."""

    database: Database

    async def announce(self, *notices: Notice) -> None:
        async with self.database.work() as work:
            for notice in notices:
                await work.notices.announce(notice)

    async def reply(self, *replies: OutgoingReply) -> None:
        async with self.database.work() as work:
            for reply in replies:
                await work.replies.say(reply)

    async def now(self) -> datetime:
        async with self.database.reading() as work:
            return await work.now()

    async def claim(self, lease: timedelta = LATER, limit: int = 16) -> list[Claimed]:
        return list(await self.database.outbox.claim(limit, lease))

    async def claim_one(self, lease: timedelta = LATER) -> Claimed:
        (claimed,) = await self.claim(lease)
        return claimed

    async def begin(self, *messages: Claimed) -> set[DeliveryId]:
        return set(await self.database.outbox.begin_calls(messages))

    async def let_leases_end(self) -> None:
        """Their sender died, and time passed."""
        async with self.database.engine.begin() as connection:
            held = update(outbox).where(outbox.c.state == DeliveryState.SENDING)
            await connection.execute(held.values(lease_until=LONG_AGO))

    async def let_pauses_end(self) -> None:
        """Time passed for what waits to be tried again."""
        async with self.database.engine.begin() as connection:
            waits = update(outbox).where(outbox.c.state == DeliveryState.PENDING)
            await connection.execute(waits.values(ready_at=LONG_AGO))

    async def die_calling(self) -> Claimed:
        """A sender that dies after its call began."""
        claimed = await self.claim_one()
        await self.begin(claimed)
        await self.let_leases_end()
        return claimed

    async def record(self, message: Claimed, state: DeliveryState, **changes: Any) -> None:
        outcome = SendingOutcome(id=message.id, fence=message.fence, state=state)
        await self.database.outbox.record([replace(outcome, **changes)])

    async def record_posted(
        self, message: Claimed, activity: str, state: DeliveryState = DeliveryState.SENT
    ) -> None:
        await self.record(message, state, attempt=SENT, posted=HERE, posted_activity=activity)

    async def settle(self, settle_within: timedelta = LATER) -> int:
        return await self.database.outbox.settle(settle_within)

    async def row(self, business_key: str) -> Row[Any] | None:
        found = select(outbox).where(outbox.c.business_key == business_key)
        async with self.database.engine.connect() as connection:
            return (await connection.execute(found)).one_or_none()

    async def state(self, business_key: str) -> str:
        row = await self.row(business_key)
        return "nowhere" if row is None else str(row.state)

    async def states(self) -> dict[str, int]:
        """How many messages are in each state, also where all is said."""
        counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        async with self.database.engine.connect() as connection:
            return dict(tuple(row) for row in (await connection.execute(counted)).all())

    async def count(self) -> int:
        async with self.database.engine.connect() as connection:
            return len((await connection.execute(select(outbox.c.id))).all())


@asynccontextmanager
async def open_post_office(url: str, directory: Path) -> AsyncIterator[PostOffice]:
    """Open the product's database on this one."""
    keys = HouseKeys.make()
    key_store = KeyStore(f"sqlite+aiosqlite:///{directory / 'case-keys.db'}", keys.house)
    database = Database(url, Fields(keys, key_store))
    try:
        yield PostOffice(database)
    finally:
        await database.close()
        await key_store.close()
