"""What became of messages: who is told about what failed, what a person settles, what is over."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    or_,
    select,
    update,
)

from domain.delivery import FAILED_STATES, OPEN_DELIVERY_STATES, DeliveryState
from domain.errors import NotFoundError
from domain.identifiers import CaseId, ChannelId, MemberId
from domain.notice import NoticeKind, read_kind, rule_for
from services.ports.address import Address
from services.ports.deliveries import Arrival, Delivery, DeliveryId
from services.ports.outbox import Operation
from storage.addresses import posted_card
from storage.clock import clocks_of
from storage.later import business_time_after
from storage.metadata import UtcDateTime
from storage.notices import (
    HAS_FAILED,
    IS_UNTOLD_FAILURE,
    has_state,
    insert_message,
    is_open,
    outbox,
)
from storage.transaction import Transaction

_MOST_TOLD: Final = 100  # failures at a time: a tick holds up nobody who writes
_NOW: Final = bindparam("now", type_=UtcDateTime())
_THIS: Final = outbox.c.id == bindparam("message")

_DELIVERIES: Final[Select[Any]] = select(
    outbox.c.id,
    outbox.c.kind,
    outbox.c.subject,
    outbox.c.state,
    outbox.c.member,
    outbox.c.channel,
    outbox.c.created_at,
    outbox.c.attempts,
    exists().where(posted_card.c.card == outbox.c.card).label("is_posted"),
)
_ONE: Final = _DELIVERIES.where(_THIS)
_UNTOLD_FAILURES: Final = (
    _DELIVERIES.where(IS_UNTOLD_FAILURE).order_by(outbox.c.id).limit(_MOST_TOLD)
)
_IS_LATE: Final = is_open() & (outbox.c.late_at <= _NOW)


def _is_told_late() -> ColumnElement[bool]:
    about_it = outbox.alias("about_it")
    return exists().where(
        about_it.c.kind == NoticeKind.DELIVERY_LATE,
        about_it.c.subject == cast(outbox.c.id, String()),
    )


def _has_arrived() -> ColumnElement[bool]:
    arrived = outbox.alias("arrived")
    return exists().where(
        arrived.c.kind == outbox.c.kind,
        arrived.c.subject == outbox.c.subject,
        has_state(DeliveryState.SENT, among=arrived),
    )


_LONGEST_LATE: Final = _DELIVERIES.where(_IS_LATE).order_by(outbox.c.late_at).limit(1)
# in the order of the index
_LATE: Final = _DELIVERIES.where(_IS_LATE, ~_is_told_late()).order_by(outbox.c.urgency, outbox.c.id)
_UNDELIVERED: Final = select(outbox.c.subject).where(
    outbox.c.kind == bindparam("kind"),
    outbox.c.subject.in_(bindparam("subjects", expanding=True)),
    or_(_IS_LATE, HAS_FAILED),
    ~_has_arrived(),
)
_FATES: Final = select(
    outbox.c.subject, outbox.c.state, outbox.c.created_at, outbox.c.called_at, outbox.c.late_at
).where(
    outbox.c.kind == bindparam("kind"),
    outbox.c.subject.in_(bindparam("subjects", expanding=True)),
)
_ARRIVED: Final = select(outbox.c.business_key).where(
    outbox.c.business_key.in_(bindparam("keys", expanding=True)), has_state(DeliveryState.SENT)
)
_SETTLE: Final = (
    update(outbox)
    .where(_THIS, has_state(DeliveryState.ASKED))
    .values(state=bindparam("settled_as"), unknowns=0, is_told=False)
)
_MARK_TOLD: Final = update(outbox).where(_THIS).values(is_told=True, content=None)
# those another replica is at are left to it; they are chosen once: PostgreSQL may ask a query
# inside a condition again for each row
_OVER: Final = (
    select(outbox.c.id)
    .where(outbox.c.expires_at < bindparam("ended_before", type_=UtcDateTime()))
    .where(~is_open(), ~IS_UNTOLD_FAILURE)
    .order_by(outbox.c.expires_at)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
    .cte("over", nesting=True)
)
_FORGET: Final = delete(outbox).where(outbox.c.id.in_(select(_OVER.c.id)))
CARDS_OF_CASE: Final = (
    select(posted_card.c.card)
    .where(
        posted_card.c.case_id == bindparam("of_case"), posted_card.c.member == bindparam("whose")
    )
    .order_by(posted_card.c.posted_at, posted_card.c.card)
)
_FORGET_CARDS: Final = delete(posted_card).where(
    posted_card.c.card.in_(
        select(posted_card.c.card)
        .where(
            posted_card.c.case_id.is_not(None),
            posted_card.c.posted_at < bindparam("posted_before", type_=UtcDateTime()),
        )
        .order_by(posted_card.c.posted_at)
        .limit(bindparam("most", type_=Integer()))
    )
)
_KNOWN_MESSAGE: Final = select(posted_card.c.activity).where(
    posted_card.c.card == bindparam("card")
)
_TAKE_AWAY: Final = insert_message(
    subject="", operation=Operation.DELETE, expires_at=business_time_after("lasts_within")
)


class DeliveryRows:
    """What became of messages, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection
        self.has_left_messages = False

    async def get(self, delivery: DeliveryId) -> Delivery:
        """Find a message; NotFoundError when there is none."""
        found = await self._read(_ONE, {"message": delivery})
        if not found:
            raise NotFoundError
        return found[0]

    async def settle(self, delivery: DeliveryId, state: DeliveryState) -> bool:
        """Settle a message that a person was asked about; False when it was settled before."""
        self.has_left_messages = True
        settled = {"message": delivery, "settled_as": state}
        return (await self._connection.execute(_SETTLE, settled)).rowcount == 1

    async def untold_failures(self) -> list[Delivery]:
        """The oldest failed messages nobody was told about."""
        return await self._read(_UNTOLD_FAILURES, {})

    async def late(self, now: datetime) -> list[Delivery]:
        """Late messages nobody was told about, oldest first."""
        return await self._read(_LATE, {"now": now})

    async def longest_late(self, before: datetime) -> Delivery | None:
        """The message that is late the longest."""
        return next(iter(await self._read(_LONGEST_LATE, {"now": before})), None)

    async def undelivered(
        self, kind: NoticeKind, subjects: Collection[str], now: datetime
    ) -> frozenset[str]:
        """Subjects whose messages are late or failed, none having arrived."""
        asked = {"kind": kind, "subjects": list(subjects), "now": now}
        return frozenset((await self._connection.execute(_UNDELIVERED, asked)).scalars())

    async def arrivals(
        self, kind: NoticeKind, subjects: Collection[str], now: datetime
    ) -> Mapping[str, Arrival]:
        """How messages of this kind fared, by the subject they are about."""
        asked = {"kind": kind, "subjects": list(subjects)}
        about: dict[str, list[Row[Any]]] = {}
        for row in await self._connection.execute(_FATES, asked):
            about.setdefault(row.subject, []).append(row)
        told_within = rule_for(kind).told_within
        return {subject: _read_arrival(rows, told_within, now) for subject, rows in about.items()}

    async def arrived(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these business keys whose message arrived."""
        found = await self._connection.execute(_ARRIVED, {"keys": list(keys)})
        return frozenset(found.scalars())

    async def mark_told(self, delivery: DeliveryId) -> None:
        """Note that somebody has been told; what an answer held is not kept any longer."""
        await self._connection.execute(_MARK_TOLD, {"message": delivery})

    async def forget(self, ended_before: datetime, limit: int) -> int:
        """Forget the messages that ended first."""
        over = {"ended_before": ended_before, "most": limit}
        return (await self._connection.execute(_FORGET, over)).rowcount

    async def cards_of_case(self, case: CaseId, member: MemberId) -> Sequence[str]:
        """The cards about one case that a member has in their chat, oldest first."""
        given = {"of_case": case, "whose": member}
        return list((await self._connection.execute(CARDS_OF_CASE, given)).scalars())

    async def forget_cards(self, kept_within: timedelta, limit: int) -> int:
        """Forget where the oldest cards about cases stand."""
        now = (await clocks_of(self._connection)).database
        given = {"posted_before": now - kept_within, "most": limit}
        return (await self._connection.execute(_FORGET_CARDS, given)).rowcount

    async def take_away_stray(self, card: str, address: Address, activity: str) -> None:
        """Put the deletion of a posted message in the outbox, unless it is the known message of
        ``card``: it is a stub whose id never came back.
        """
        known = await self._connection.scalar(_KNOWN_MESSAGE, {"card": card})
        if known is None or known == activity:
            return
        self.has_left_messages = True
        rule = rule_for(None)
        row = {
            "business_key": f"stray:{activity}:{address.conversation}",
            "target": f"conversation:{address.conversation}",
            "service_url": address.service_url,
            "conversation": address.conversation,
            "activity": activity,
            "urgency": rule.urgency,
            "lasts_within": rule.lasts_within,
        }
        await self._connection.execute(_TAKE_AWAY, row)

    async def _read(self, chosen: Select[Any], asked: Mapping[str, Any]) -> list[Delivery]:
        rows = (await self._connection.execute(chosen, asked)).all()
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
                is_posted=row.is_posted,
            )
            for row in rows
        ]


def _read_arrival(
    rows: Sequence[Row[Any]], told_within: timedelta | None, now: datetime
) -> Arrival:
    sent = [row for row in rows if row.state == DeliveryState.SENT]
    return Arrival(
        at=min((at for row in sent if (at := _sent_at(row, told_within))), default=None),
        is_missed=not sent and any(_is_missed(row, now) for row in rows),
    )


def _sent_at(row: Row[Any], told_within: timedelta | None) -> datetime | None:
    """In business time, though the database keeps its own: how long the call was waited for, after
    the moment from which the kind counts when it is late.
    """
    if row.called_at is None or row.late_at is None or told_within is None:
        return None
    announced_at: datetime = row.late_at - told_within
    waited: timedelta = row.called_at - row.created_at
    return announced_at + waited


def _is_missed(row: Row[Any], now: datetime) -> bool:
    is_late = row.state in OPEN_DELIVERY_STATES and row.late_at and row.late_at <= now
    return row.state in FAILED_STATES or bool(is_late)
