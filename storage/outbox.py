"""The outbox: announced with the change, claimed by one sender at a time, never sent blindly twice.

Every arrow of ``reliability.md`` §1.3 is one short transaction guarded by the fence of the claim.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.delivery import OPEN_STATES, DeliveryState
from domain.errors import ConflictError
from domain.identifiers import ChannelId, MemberId
from domain.notice import Notice, NoticeKind
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation, OutboxGauge, Outcome
from storage.clock import database_now, read_business_clock, read_database_clock
from storage.failures import begin
from storage.fields import Fields
from storage.settling import content_after, expire_late, free_dead_leases, settle_unknown
from storage.tables.ground import outbox, posted_card
from storage.upsert import insert_or_replace

_OPEN = tuple(state.value for state in OPEN_STATES)


class OutboxTable:
    """The outbox as the sender sees it."""

    def __init__(self, engine: AsyncEngine, fields: Fields) -> None:
        self._engine = engine
        self._fields = fields

    async def claim(self, limit: int, lease: timedelta) -> Sequence[Claimed]:
        """Take up to ``limit`` messages, one per conversation, acute first.

        Another replica that took a message of the same conversation first wins; this one then
        comes back with nothing and tries again.
        """
        try:
            async with begin(self._engine) as connection:
                rows = await _take_due(connection, limit, lease)
        except ConflictError:
            return []
        return [await self._claimed(row) for row in rows]

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write down what happened; only the newest claim of a message may."""
        if not outcomes:
            return
        async with begin(self._engine) as connection:
            for outcome in outcomes:
                await _record(connection, outcome)

    async def settle(self, settle_within: timedelta) -> int:
        """Expire what is too late, free what a dead sender held, decide what stayed unknown."""
        async with begin(self._engine) as connection:
            expired = await expire_late(connection)
            freed = await free_dead_leases(connection, settle_within)
            return expired + freed + await settle_unknown(connection)

    async def gauge(self) -> OutboxGauge:
        """How full it is now."""
        async with begin(self._engine) as connection:
            counts = select(outbox.c.state, func.count()).group_by(outbox.c.state)
            messages = {row[0]: row[1] for row in (await connection.execute(counts)).all()}
            is_due = await _is_due(connection)
            due = await connection.scalar(select(func.count()).where(is_due))
            since = func.min(func.coalesce(outbox.c.due_at, outbox.c.created_at))
            is_open = or_(is_due, outbox.c.state == DeliveryState.UNKNOWN)
            oldest = await connection.scalar(select(since).where(is_open))
            age = await read_business_clock(connection) - oldest if oldest else timedelta(0)
            return OutboxGauge(
                messages=messages, due=due or 0, oldest_seconds=max(age.total_seconds(), 0.0)
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
    connection: AsyncConnection, limit: int, lease: timedelta
) -> Sequence[Row[Any]]:
    due = await _due_rows(connection, limit)
    if not due:
        return []
    ids = [row.id for row in due]
    await connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(
            state=DeliveryState.SENDING,
            fence=outbox.c.fence + 1,
            attempts=outbox.c.attempts + 1,
            lease_until=await read_database_clock(connection) + lease,
        )
    )
    taken = (
        select(
            outbox,
            posted_card.c.service_url.label("posted_service_url"),
            posted_card.c.conversation.label("posted_conversation"),
            posted_card.c.activity.label("posted_activity"),
        )
        .outerjoin(posted_card, posted_card.c.card == outbox.c.card)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.urgency, outbox.c.id)
    )
    return (await connection.execute(taken)).all()


async def _is_due(connection: AsyncConnection) -> ColumnElement[bool]:
    now = await read_business_clock(connection)
    is_now = or_(outbox.c.due_at.is_(None), outbox.c.due_at <= now)
    waits = and_(outbox.c.state == DeliveryState.PENDING, is_now)
    return or_(waits, outbox.c.state == DeliveryState.SENDING)


async def _due_rows(connection: AsyncConnection, limit: int) -> list[Row[Any, Any]]:
    candidates = (
        select(outbox.c.id, outbox.c.target)
        .where(
            outbox.c.state == DeliveryState.PENDING,
            outbox.c.ready_at <= database_now(),
            or_(
                outbox.c.due_at.is_(None),
                outbox.c.due_at <= await read_business_clock(connection),
            ),
            ~_in_flight(),
            ~_earlier_of_same_card(),
        )
        .order_by(outbox.c.urgency, outbox.c.id)
        .limit(limit * 4)
        .with_for_update(skip_locked=True)
    )
    first: dict[str, Row[Any, Any]] = {}
    for row in (await connection.execute(candidates)).all():
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


async def _record(connection: AsyncConnection, outcome: Outcome) -> None:
    mine = and_(outbox.c.id == outcome.id, outbox.c.fence == outcome.fence)
    row = (await connection.execute(select(outbox).where(mine))).one_or_none()
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
    connection: AsyncConnection, card: str, posted: Address, activity: str
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
    return Notice(
        kind=NoticeKind(row.kind),
        subject=row.subject,
        business_key=row.business_key,
        member=row.member and MemberId(row.member),
        channel=row.channel and ChannelId(row.channel),
        card=row.card or "",
        due_at=row.due_at,
        expires_at=row.expires_at,
    )


def _address(service_url: str | None, conversation: str | None) -> Address | None:
    if not service_url or not conversation:
        return None
    return Address(service_url=service_url, conversation=conversation)
