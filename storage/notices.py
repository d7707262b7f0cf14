"""Announcing: an outbox row in the unit of work of the change."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    cast,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)

from domain.delivery import FAILED_STATES, OPEN_DELIVERY_STATES, DeliveryState
from domain.errors import NotFoundError
from domain.identifiers import ChannelId, MemberId
from domain.notice import (
    ChannelNotice,
    Notice,
    NoticeKind,
    PrivateNotice,
    read_kind,
    rule_for,
)
from services.ports.address import Address
from services.ports.deliveries import Delivery, DeliveryId
from services.ports.outbox import Operation
from services.ports.turns import OutgoingReply
from storage.addresses import posted_card
from storage.clock import clocks_of
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_once

_MOST_TOLD: Final = 100  # failures at a time: a tick holds up nobody who writes
# SQLite numbers rows by itself only when the key is a plain INTEGER
_RowNumber = BigInteger().with_variant(Integer(), "sqlite")

outbox = Table(
    "outbox",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("business_key", String(300), nullable=False, unique=True),
    Column("kind", String(40), nullable=True),
    Column("subject", String(200), nullable=False),
    Column("operation", String(8), nullable=False),
    Column("target", String(450), nullable=False),
    Column("member", String(64), nullable=True),
    Column("channel", String(64), nullable=True),
    Column("service_url", String(400), nullable=True),
    Column("conversation", String(400), nullable=True),
    Column("activity", String(200), nullable=True),
    Column("card", String(200), nullable=True),
    Column("content", LargeBinary(), nullable=True),
    Column("urgency", Integer(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", UtcDateTime(), nullable=True),
    Column("expires_at", UtcDateTime(), nullable=True),
    Column("ready_at", UtcDateTime(), nullable=False),
    Column("lease_until", UtcDateTime(), nullable=True),
    Column("called_at", UtcDateTime(), nullable=True),
    Column("fence", Integer(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    Column("unknowns", Integer(), nullable=False),
    Column("cause", String(40), nullable=True),
    Column("http_status", Integer(), nullable=True),
    Column("is_told", Boolean(), nullable=False, default=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Index(
        "ix_outbox_open",
        "urgency",
        "id",
        sqlite_where=text("state IN ('pending', 'unknown', 'sending')"),
        postgresql_where=text("state IN ('pending', 'unknown', 'sending')"),
    ),
    # one flight per conversation, whatever the number of replicas
    Index(
        "uq_outbox_flight",
        "target",
        unique=True,
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index("ix_outbox_card", "card"),
    # the board asks which of its invitations did not arrive
    Index("ix_outbox_subject", "subject"),
    # the tick looks for failures nobody was told about
    Index("ix_outbox_is_told", "is_told", "state"),
    # the tick forgets what is long over
    Index("ix_outbox_expires_at", "expires_at"),
)


class NoticeRows:
    """The notices that services announce, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def announce(self, notice: Notice) -> None:
        """Put a notice in the outbox; nothing changes when its business key is there already."""
        row = await _new_row(self._connection, notice.business_key, notice.kind)
        row |= {
            "kind": notice.kind,
            "subject": notice.subject,
            **_recipient(notice),
            "card": notice.card or None,
            "due_at": notice.due_at,
            "expires_at": notice.expires_at,
        }
        await insert_once(self._connection, outbox, row)


class ReplyRows:
    """The replies of a turn, sealed under the key of the house until they are sent."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def say(self, reply: OutgoingReply) -> None:
        """Put a reply in the outbox, in the order it was said."""
        row = await _new_row(self._connection, reply.business_key, None)
        row |= {
            "subject": "",
            "operation": Operation.PUT if reply.activity else Operation.POST,
            "target": _target(reply),
            "member": reply.member,
            "service_url": reply.address and reply.address.service_url,
            "conversation": reply.address and reply.address.conversation,
            "activity": reply.activity or None,
            "content": await self._fields.seal_field(
                None, outbox.name, reply.business_key, "content", reply.activity_json
            ),
        }
        await insert_once(self._connection, outbox, row)


class DeliveryRows:
    """What became of messages, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def get(self, delivery: DeliveryId) -> Delivery:
        """Find a message; NotFoundError when there is none."""
        rows = await self._select(outbox.c.id == delivery)
        if not rows:
            raise NotFoundError
        return rows[0]

    async def settle(self, delivery: DeliveryId, state: DeliveryState) -> bool:
        """Settle a message that a person was asked about; False when it was settled before."""
        result = await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == delivery, outbox.c.state == DeliveryState.ASKED)
            .values(state=state, unknowns=0, is_told=False)
        )
        return result.rowcount == 1

    async def untold_failures(self) -> list[Delivery]:
        """The oldest failed messages nobody was told about."""
        is_untold = outbox.c.is_told.is_(False)
        return await self._select(outbox.c.state.in_(FAILED_STATES), is_untold, limit=_MOST_TOLD)

    async def late(self, now: datetime) -> list[Delivery]:
        """Late messages nobody was told about, oldest first."""
        about_it = outbox.alias("about_it")
        is_told = exists().where(
            about_it.c.kind == NoticeKind.DELIVERY_LATE,
            about_it.c.subject == cast(outbox.c.id, String()),
        )
        return await self._select(_is_late(now), ~is_told)

    async def undelivered(
        self, kind: NoticeKind, subjects: Collection[str], now: datetime
    ) -> frozenset[str]:
        """Subjects whose messages are late or failed, none having arrived."""
        arrived = outbox.alias("arrived")
        has_arrived = exists().where(
            arrived.c.kind == kind,
            arrived.c.subject == outbox.c.subject,
            arrived.c.state == DeliveryState.SENT,
        )
        found = select(outbox.c.subject).where(
            outbox.c.kind == kind,
            outbox.c.subject.in_(subjects),
            or_(_is_late(now), outbox.c.state.in_(FAILED_STATES)),
            ~has_arrived,
        )
        return frozenset((await self._connection.execute(found)).scalars())

    async def mark_told(self, delivery: DeliveryId) -> None:
        """Note that somebody has been told; what an answer held is not kept any longer."""
        await self._connection.execute(
            update(outbox).where(outbox.c.id == delivery).values(is_told=True, content=None)
        )

    async def forget(self, ended_before: datetime, limit: int) -> int:
        """Forget the messages that ended first; those another replica is at are left to it."""
        is_unheard = outbox.c.state.in_(FAILED_STATES) & outbox.c.is_told.is_(False)
        over = (
            select(outbox.c.id)
            .where(outbox.c.expires_at < ended_before)
            .where(outbox.c.state.not_in(OPEN_DELIVERY_STATES), ~is_unheard)
            .order_by(outbox.c.expires_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("over", nesting=True)
        )
        # chosen once: PostgreSQL may ask a query inside a condition again for each row
        chosen = outbox.c.id.in_(select(over.c.id))
        gone = await self._connection.execute(delete(outbox).where(chosen))
        return gone.rowcount

    async def take_away_stray(self, card: str, address: Address, activity: str) -> None:
        """Put the deletion of a posted message in the outbox, unless it is the known message of
        ``card``: it is a stub whose id never came back.
        """
        known = await self._connection.scalar(
            select(posted_card.c.activity).where(posted_card.c.card == card)
        )
        if known is None or known == activity:
            return
        row = await _new_row(self._connection, f"stray:{activity}:{address.conversation}", None)
        row |= {
            "subject": "",
            "operation": Operation.DELETE,
            "target": f"conversation:{address.conversation}",
            "service_url": address.service_url,
            "conversation": address.conversation,
            "activity": activity,
        }
        await insert_once(self._connection, outbox, row)

    async def _select(
        self, *conditions: ColumnElement[bool], limit: int | None = None
    ) -> list[Delivery]:
        found = select(outbox).where(*conditions).order_by(outbox.c.id).limit(limit)
        return [
            Delivery(
                id=DeliveryId(row.id),
                kind=read_kind(row.kind),
                subject=row.subject,
                state=DeliveryState(row.state),
                member=row.member and MemberId(row.member),
                channel=row.channel and ChannelId(row.channel),
                created_at=row.created_at,
                attempts=row.attempts,
            )
            for row in (await self._connection.execute(found)).all()
        ]


def _is_late(now: datetime) -> ColumnElement[bool]:
    """Counted from when a message was due, in business time: that is where its end counts from."""
    rules = {kind: rule_for(kind) for kind in NoticeKind}
    late = [
        (outbox.c.kind == kind)
        & (outbox.c.expires_at <= now - rule.told_within + rule.lasts_within)
        for kind, rule in rules.items()
        if rule.told_within is not None
    ]
    # what is open was never told as failed, and that is in an index with the state
    is_open = outbox.c.is_told.is_(False) & outbox.c.state.in_(OPEN_DELIVERY_STATES)
    return is_open & or_(*late)


def _recipient(notice: Notice) -> dict[str, str]:
    match notice:
        case PrivateNotice():
            return {"target": f"member:{notice.member}", "member": notice.member}
        case ChannelNotice():
            return {"target": f"channel:{notice.channel}", "channel": notice.channel}


def _target(reply: OutgoingReply) -> str:
    if reply.address:
        return f"conversation:{reply.address.conversation}"
    return f"member:{reply.member}"


async def _new_row(
    connection: Transaction, business_key: str, kind: NoticeKind | None
) -> dict[str, Any]:
    clocks = await clocks_of(connection)
    rule = rule_for(kind)
    return {
        "business_key": business_key,
        "operation": Operation.POST,
        "urgency": rule.urgency,
        "expires_at": clocks.business + rule.lasts_within,
        "state": DeliveryState.PENDING,
        "ready_at": clocks.database,
        "created_at": clocks.database,
        "fence": 0,
        "attempts": 0,
        "unknowns": 0,
        "is_told": False,
    }
