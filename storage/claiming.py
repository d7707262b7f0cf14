"""Taking messages from the outbox: one per conversation, acute first, read as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    exists,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NullType

from domain.delivery import DeliveryState
from domain.errors import StoplichtError
from domain.identifiers import ChannelId, MemberId
from domain.notice import ChannelNotice, Notice, NoticeKind, OnUnknown, PrivateNotice, kinds_that
from services.ports.address import Address
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, Operation
from storage.addresses import posted_card
from storage.clock import database_now
from storage.fields import Fields
from storage.later import after, business_now
from storage.metadata import UtcDateTime
from storage.notices import IS_PENDING, has_state, is_open, outbox
from storage.transaction import Transaction


def _in_flight() -> ColumnElement[bool]:
    other = outbox.alias("in_flight")
    return exists().where(
        other.c.target == outbox.c.target, has_state(DeliveryState.SENDING, among=other)
    )


def _earlier_of_same_card() -> ColumnElement[bool]:
    earlier = outbox.alias("earlier")
    return exists().where(
        earlier.c.card == outbox.c.card, earlier.c.id < outbox.c.id, is_open(earlier)
    )


def _as_kept(column: str) -> ColumnElement[Any]:
    """As it is in the database, to be read apart: one that makes no sense then takes no other row
    along.
    """
    return type_coerce(outbox.c[column], NullType()).label(column)


# what reading a row that somebody changed by hand, or a newer program wrote, may raise
_UNREADABLE: Final = (StoplichtError, ValueError, TypeError, LookupError, OverflowError)
_MOMENT: Final = UtcDateTime()
# made once: these run several times a second
IS_WAITING: Final = IS_PENDING & or_(outbox.c.due_at.is_(None), outbox.c.due_at <= business_now())
CANDIDATES: Final = (
    select(
        outbox.c.id,
        outbox.c.target,
        posted_card.c.service_url,
        posted_card.c.conversation,
        posted_card.c.activity,
    )
    .outerjoin(posted_card, posted_card.c.card == outbox.c.card)
    .where(
        IS_WAITING,
        outbox.c.ready_at <= database_now(),
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > business_now()),
        ~_in_flight(),
        ~_earlier_of_same_card(),
    )
    .order_by(outbox.c.urgency, outbox.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(of=outbox, skip_locked=True)
)
IS_SOMETHING_DUE: Final = select(exists().where(IS_WAITING, outbox.c.ready_at <= database_now()))
_THESE: Final = outbox.c.id.in_(bindparam("messages", expanding=True))
_TAKE: Final = (
    update(outbox)
    .where(_THESE)
    .values(
        state=DeliveryState.SENDING,
        fence=outbox.c.fence + 1,
        attempts=outbox.c.attempts + 1,
        lease_until=after("lease"),
        called_at=None,
    )
    .returning(
        outbox.c.id,
        outbox.c.business_key,
        outbox.c.kind,
        outbox.c.subject,
        outbox.c.operation,
        outbox.c.member,
        outbox.c.channel,
        outbox.c.service_url,
        outbox.c.conversation,
        outbox.c.activity,
        outbox.c.card,
        outbox.c.urgency,
        outbox.c.fence,
        outbox.c.attempts,
        outbox.c.content,
        _as_kept("due_at"),
        _as_kept("expires_at"),
    )
)
# how sure it is that a person must be asked when the outcome of this call stays unknown
_RISK: Final = case(
    (outbox.c.operation != Operation.POST, 0),
    (outbox.c.kind.in_(kinds_that(OnUnknown.STUB_FIRST)), 0),
    (outbox.c.kind.in_(kinds_that(OnUnknown.ASK)), 1),
    else_=outbox.c.unknowns,
)
PROBES: Final = CANDIDATES.order_by(None).order_by(
    _RISK, case((_RISK == 0, outbox.c.urgency), else_=-outbox.c.urgency), outbox.c.id
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message that was taken, and the card it edits: as rows, which may make no sense."""

    message: Row[Any]
    posted: Row[Any]


async def take_due(
    connection: Transaction, candidates: Select[Any], limit: int, lease: timedelta
) -> Sequence[Taken]:
    """Take what is due of ``candidates``, at most ``limit`` and one for each conversation, acute
    first.
    """
    first: dict[str, Row[Any]] = {}
    for row in (await connection.execute(candidates, {"most": limit * 4})).all():
        first.setdefault(row.target, row)
    due = {row.id: row for row in list(first.values())[:limit]}
    if not due:
        return []
    taken = (await connection.execute(_TAKE, {"messages": list(due), "lease": lease})).all()
    in_order = sorted(taken, key=lambda row: (row.urgency, row.id))
    return [Taken(message=row, posted=due[row.id]) for row in in_order]


async def read_taken(taken: Taken, fields: Fields, dialect: Dialect) -> Claimed | None:
    """Read a message that was taken; None when it makes no sense."""
    try:
        return await _read(taken, fields, dialect)
    except _UNREADABLE:
        return None


async def _read(taken: Taken, fields: Fields, dialect: Dialect) -> Claimed:
    row, posted = taken.message, taken.posted
    activity_json = ""
    if row.content is not None:
        activity_json = await fields.open_field(
            None, outbox.name, row.business_key, "content", row.content
        )
    return Claimed(
        id=DeliveryId(row.id),
        fence=row.fence,
        operation=Operation(row.operation),
        notice=_notice(row, dialect),
        activity_json=activity_json,
        member=row.member and MemberId(row.member),
        channel=row.channel and ChannelId(row.channel),
        address=_address(row.service_url, row.conversation),
        activity=row.activity or "",
        posted=_address(posted.service_url, posted.conversation),
        posted_activity=posted.activity or "",
        attempts=row.attempts,
    )


def _notice(row: Row[Any], dialect: Dialect) -> Notice | None:
    if row.kind is None:
        return None
    shared: dict[str, Any] = {
        "kind": NoticeKind(row.kind),
        "subject": row.subject,
        "business_key": row.business_key,
        "card": row.card or "",
        "due_at": _MOMENT.process_result_value(row.due_at, dialect),
        "expires_at": _MOMENT.process_result_value(row.expires_at, dialect),
    }
    if row.member:
        return PrivateNotice(member=MemberId(row.member), **shared)
    return ChannelNotice(channel=ChannelId(row.channel), **shared)


def _address(service_url: str | None, conversation: str | None) -> Address | None:
    if not service_url or not conversation:
        return None
    return Address(service_url=service_url, conversation=conversation)
