"""The outbox: announced with the change, claimed by one sender at a time, never sent blindly twice.

Every arrow of ``reliability.md`` §1.3 is one short transaction guarded by the fence of the claim.
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState
from domain.errors import ConflictError, StoplichtError
from domain.identifiers import ChannelId, MemberId
from domain.notice import ChannelNotice, Notice, NoticeKind, OnUnknown, PrivateNotice, kinds_that
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation, OutboxGauge, SendingOutcome
from storage.addresses import posted_card
from storage.clock import database_now, read_business_clock, read_database_clock
from storage.clock_steps import ClockSteps
from storage.failures import begin
from storage.fields import Fields
from storage.metadata import UtcDateTime
from storage.notices import outbox
from storage.settling import content_after, expire_late, free_dead_leases, settle_unknown
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from storage.writers import Writer

_OPEN = tuple(state.value for state in OPEN_DELIVERY_STATES)


class OutboxTable:
    """The outbox as the sender sees it."""

    def __init__(
        self,
        writer: Writer,
        reader: AsyncEngine,
        fields: Fields,
        read_monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._fields = fields
        self._steps = ClockSteps(read_monotonic)

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Claimed]:
        """Take up to ``limit`` messages, one per conversation, acute first.

        Another replica that took a message of the same conversation first wins; this one then
        comes back with nothing and tries again. A row that makes no sense is dead, and takes no
        other along.
        """
        return await self._claim(_CANDIDATES, limit, lease)

    async def claim_probe(self, lease: timedelta) -> Sequence[Claimed]:
        """Take the message that risks least when its outcome stays unknown: one that may go again,
        the most urgent first; else one about which a person will be asked, the least urgent first.
        """
        return await self._claim(_PROBES, 1, lease)

    async def begin_calls(self, messages: Sequence[Claimed]) -> Collection[DeliveryId]:
        """Note in one statement that these calls begin; those this sender still holds."""
        held = [(message.id, message.fence) for message in messages]
        async with self._writer.together() as connection:
            begun = await connection.execute(_BEGIN_CALLS, {"held": held})
            return frozenset(begun.scalars())

    async def _claim(
        self, candidates: Select[Any], limit: int, lease: timedelta
    ) -> Sequence[Claimed]:
        try:
            async with self._writer.together() as connection:
                ids = await _take_due(connection, candidates, limit, lease)
                rows = await _read_taken(connection, ids)
        except ConflictError:
            return []
        claimed = [one for row in rows if (one := await self._read(row))]
        unreadable = set(ids) - {one.id for one in claimed}
        if unreadable:
            await self._bury(unreadable)
        return claimed

    async def _read(self, row: Row[Any]) -> Claimed | None:
        try:
            return await self._claimed(row)
        except _UNREADABLE:
            return None

    async def _bury(self, ids: Collection[DeliveryId]) -> None:
        buried = (
            update(outbox)
            .where(outbox.c.id.in_(ids))
            .values(state=DeliveryState.DEAD, cause="unreadable", lease_until=None, content=None)
        )
        async with self._writer.together() as connection:
            await connection.execute(buried)

    async def record(self, outcomes: Sequence[SendingOutcome]) -> None:
        """Write down what happened; only the newest claim of a message may."""
        if not outcomes:
            return
        async with self._writer.together() as connection:
            for outcome in outcomes:
                await _record(connection, outcome)

    async def settle(self, settle_within: timedelta) -> int:
        """Expire what is too late, free what a dead sender held, decide what stayed unknown."""
        async with self._writer.together() as connection:
            await self._steps.mend(connection, settle_within)
            expired = await expire_late(connection)
            freed = await free_dead_leases(connection, settle_within)
            return expired + freed + await settle_unknown(connection)

    async def gauge(self) -> OutboxGauge:
        """How full it is now."""
        async with begin(self._reader) as connection:
            now = await read_business_clock(connection)
            messages = {row[0]: row[1] for row in (await connection.execute(_COUNTS)).all()}
            due, oldest = (await connection.execute(_DUE_AND_OLDEST, {"now": now})).one()
            age = now - oldest if oldest else timedelta(0)
            return OutboxGauge(
                messages=messages, due=due, oldest_seconds=max(age.total_seconds(), 0.0)
            )

    async def _claimed(self, row: Row[Any]) -> Claimed:
        activity_json = ""
        if row.content is not None:
            activity_json = await self._fields.open_field(
                None, outbox.name, row.business_key, "content", row.content
            )
        return Claimed(
            id=DeliveryId(row.id),
            fence=row.fence,
            operation=Operation(row.operation),
            notice=_notice(row),
            activity_json=activity_json,
            member=row.member and MemberId(row.member),
            channel=row.channel and ChannelId(row.channel),
            address=_address(row.service_url, row.conversation),
            activity=row.activity or "",
            posted=_address(row.posted_service_url, row.posted_conversation),
            posted_activity=row.posted_activity or "",
            attempts=row.attempts,
        )


async def _take_due(
    connection: Transaction, candidates: Select[Any], limit: int, lease: timedelta
) -> Sequence[DeliveryId]:
    due = await _due_rows(connection, candidates, limit)
    if not due:
        return []
    ids = [DeliveryId(row.id) for row in due]
    await connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(
            state=DeliveryState.SENDING,
            fence=outbox.c.fence + 1,
            attempts=outbox.c.attempts + 1,
            lease_until=await read_database_clock(connection) + lease,
            called_at=None,
        )
    )
    return ids


async def _read_taken(connection: Transaction, ids: Sequence[DeliveryId]) -> Sequence[Row[Any]]:
    """Read what was taken; one by one when a cell of one of them cannot be read."""
    if not ids:
        return []
    try:
        return (await connection.execute(_TAKEN, {"ids": ids})).all()
    except _UNREADABLE:
        return [row for one in ids for row in await _read_one(connection, one)]


async def _read_one(connection: Transaction, delivery: DeliveryId) -> Sequence[Row[Any]]:
    try:
        return (await connection.execute(_TAKEN, {"ids": [delivery]})).all()
    except _UNREADABLE:
        return []


async def _due_rows(
    connection: Transaction, candidates: Select[Any], limit: int
) -> list[Row[Any, Any]]:
    given = {"now": await read_business_clock(connection), "most": limit * 4}
    first: dict[str, Row[Any, Any]] = {}
    for row in (await connection.execute(candidates, given)).all():
        first.setdefault(row.target, row)
    return list(first.values())[:limit]


def _in_flight() -> ColumnElement[bool]:
    other = outbox.alias("in_flight")
    return exists().where(other.c.target == outbox.c.target, other.c.state == DeliveryState.SENDING)


def _earlier_of_same_card() -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    return exists().where(
        earlier.c.card == outbox.c.card,
        earlier.c.id < outbox.c.id,
        earlier.c.state.in_(_OPEN),
    )


# what reading a row that somebody changed by hand, or a newer program wrote, may raise
_UNREADABLE: Final = (StoplichtError, ValueError, TypeError, LookupError, OverflowError)
# made once: these run several times a second
_TAKEN: Final = (
    select(
        outbox,
        posted_card.c.service_url.label("posted_service_url"),
        posted_card.c.conversation.label("posted_conversation"),
        posted_card.c.activity.label("posted_activity"),
    )
    .outerjoin(posted_card, posted_card.c.card == outbox.c.card)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(outbox.c.urgency, outbox.c.id)
)
_NOW: Final = bindparam("now", type_=UtcDateTime())
_WAITS: Final = and_(
    outbox.c.state == DeliveryState.PENDING,
    or_(outbox.c.due_at.is_(None), outbox.c.due_at <= _NOW),
)
_IS_DUE: Final = or_(_WAITS, outbox.c.state == DeliveryState.SENDING)
_COUNTS: Final = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_DUE_AND_OLDEST: Final = select(
    func.count().filter(_IS_DUE),
    func.min(func.coalesce(outbox.c.due_at, outbox.c.created_at)),
).where(or_(_IS_DUE, outbox.c.state == DeliveryState.UNKNOWN))
_CANDIDATES: Final = (
    select(outbox.c.id, outbox.c.target)
    .where(
        _WAITS,
        outbox.c.ready_at <= database_now(),
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > _NOW),
        ~_in_flight(),
        ~_earlier_of_same_card(),
    )
    .order_by(outbox.c.urgency, outbox.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
)
# how sure it is that a person must be asked when the outcome of this call stays unknown
_RISK: Final = case(
    (outbox.c.operation != Operation.POST, 0),
    (outbox.c.kind.in_(kinds_that(OnUnknown.STUB_FIRST)), 0),
    (outbox.c.kind.in_(kinds_that(OnUnknown.ASK)), 1),
    else_=outbox.c.unknowns,
)
_PROBES: Final = _CANDIDATES.order_by(None).order_by(
    _RISK, case((_RISK == 0, outbox.c.urgency), else_=-outbox.c.urgency), outbox.c.id
)
_BEGIN_CALLS: Final = (
    update(outbox)
    .where(
        tuple_(outbox.c.id, outbox.c.fence).in_(bindparam("held", expanding=True)),
        outbox.c.state == DeliveryState.SENDING,
        outbox.c.lease_until > database_now(),
    )
    .values(called_at=database_now())
    .returning(outbox.c.id)
)


async def _record(connection: Transaction, outcome: SendingOutcome) -> None:
    mine = and_(outbox.c.id == outcome.id, outbox.c.fence == outcome.fence)
    known = select(outbox.c.state, outbox.c.card).where(mine)
    row = (await connection.execute(known)).one_or_none()
    if row is None or row.state != DeliveryState.SENDING:
        return
    now = await read_database_clock(connection)
    attempt = outcome.attempt
    await connection.execute(
        update(outbox)
        .where(mine)
        .values(
            state=outcome.state,
            ready_at=now + outcome.again_within,
            lease_until=None,
            unknowns=outbox.c.unknowns + int(outcome.state is DeliveryState.UNKNOWN),
            cause=attempt.cause if attempt else None,
            http_status=attempt.status if attempt else None,
            **content_after(outcome.state),
        )
    )
    if outcome.posted and row.card:
        await _remember_card(connection, row.card, outcome.posted, outcome.posted_activity)


async def _remember_card(
    connection: Transaction, card: str, posted: Address, activity: str
) -> None:
    row = {
        "card": card,
        "service_url": posted.service_url,
        "conversation": posted.conversation,
        "activity": activity,
        "posted_at": await read_database_clock(connection),
    }
    await insert_or_replace(connection, posted_card, row)


def _notice(row: Row[Any]) -> Notice | None:
    if row.kind is None:
        return None
    shared: dict[str, Any] = {
        "kind": NoticeKind(row.kind),
        "subject": row.subject,
        "business_key": row.business_key,
        "card": row.card or "",
        "due_at": row.due_at,
        "expires_at": row.expires_at,
    }
    if row.member:
        return PrivateNotice(member=MemberId(row.member), **shared)
    return ChannelNotice(channel=ChannelId(row.channel), **shared)


def _address(service_url: str | None, conversation: str | None) -> Address | None:
    if not service_url or not conversation:
        return None
    return Address(service_url=service_url, conversation=conversation)
