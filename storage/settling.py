"""What happens to messages nobody sends: too late, held by a dead sender, or of unknown fate."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    exists,
    or_,
    select,
    update,
)

from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState, state_after_settling
from domain.notice import read_kind, rule_for
from services.ports.outbox import Operation
from storage.addresses import posted_card
from storage.clock import database_now
from storage.later import after, business_now
from storage.notices import IS_PENDING, IS_SENDING, IS_UNKNOWN, is_open, outbox
from storage.transaction import Transaction


def keeps_content(state: DeliveryState) -> bool:
    """Tell whether a message in this state keeps its content: until its fate is known, or a person
    was told that nobody knows it.
    """
    return state in {*OPEN_DELIVERY_STATES, DeliveryState.ASKED}


def content_if(keeps: str) -> ColumnElement[bytes | None]:
    """The content if it is kept, as an expression; ``keeps`` names the parameter."""
    return case((bindparam(keeps, type_=Boolean()), outbox.c.content), else_=None)


_IS_TOO_LATE: Final = IS_PENDING & (outbox.c.expires_at <= business_now())
_IS_DEAD_LEASE: Final = IS_SENDING & (outbox.c.lease_until < database_now())
_HAS_SETTLED: Final = IS_UNKNOWN & (outbox.c.ready_at <= database_now())
# somebody may read it already, without us knowing where
_MAY_HAVE_LEFT: Final = (
    outbox.c.called_at.is_not(None)
    & (outbox.c.operation == Operation.POST)
    & ~exists().where(posted_card.c.card == outbox.c.card)
)

LOOK: Final = select(
    database_now().label("now"),
    exists()
    .where(is_open(), or_(_IS_TOO_LATE, _IS_DEAD_LEASE, _HAS_SETTLED))
    .label("is_something_to_settle"),
)
_EXPIRE: Final = (
    update(outbox)
    .where(_IS_TOO_LATE)
    .values(state=DeliveryState.EXPIRED, fence=outbox.c.fence + 1, lease_until=None, content=None)
)
_FREE: Final = (
    update(outbox)
    .where(_IS_DEAD_LEASE)
    .values(
        state=case((_MAY_HAVE_LEFT, DeliveryState.UNKNOWN), else_=DeliveryState.PENDING),
        fence=outbox.c.fence + 1,
        lease_until=None,
        unknowns=outbox.c.unknowns + case((_MAY_HAVE_LEFT, 1), else_=0),
        ready_at=case((_MAY_HAVE_LEFT, after("settle_within")), else_=outbox.c.ready_at),
    )
)
# no more than is needed: a cell that makes no sense then stops nobody
_SETTLED: Final[Select[Any]] = select(
    outbox.c.id, outbox.c.fence, outbox.c.kind, outbox.c.unknowns
).where(_HAS_SETTLED)
_MOVE: Final = (
    update(outbox)
    .where(outbox.c.id == bindparam("message"), outbox.c.fence == bindparam("seen"))
    .values(
        state=bindparam("moved_to"),
        fence=outbox.c.fence + 1,
        lease_until=None,
        content=content_if("keeps_content"),
    )
)


async def expire_late(connection: Transaction) -> int:
    """Expire waiting messages whose ``expires_at`` has passed; return how many."""
    return (await connection.execute(_EXPIRE)).rowcount


async def free_dead_leases(connection: Transaction, settle_within: timedelta) -> int:
    """Free messages whose lease has passed, because their sender died; return how many.

    A POST whose call began may have left: it becomes UNKNOWN and is looked at after
    ``settle_within``. What was not called yet, and an edit of a posted card, is done again.
    """
    return (await connection.execute(_FREE, {"settle_within": settle_within})).rowcount


async def settle_unknown(connection: Transaction) -> int:
    """Decide about messages that stayed unknown, by the rule of their kind; return how many
    (``reliability.md`` §1.4).
    """
    rows = (await connection.execute(_SETTLED)).all()
    for row in rows:
        state = _settled_state(row)
        moved = {"message": row.id, "seen": row.fence, "moved_to": state}
        await connection.execute(_MOVE, moved | {"keeps_content": keeps_content(state)})
    return len(rows)


def _settled_state(row: Row[Any]) -> DeliveryState:
    kind = read_kind(row.kind)
    if row.kind and kind is None:
        return DeliveryState.DEAD
    return state_after_settling(rule_for(kind).on_unknown, row.unknowns).state
