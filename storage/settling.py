"""What happens to messages nobody sends: too late, held by a dead sender, or of unknown fate."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, func, select, update

from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState, state_after_settling
from domain.notice import read_kind, rule_for
from services.ports.outbox import Operation
from storage.addresses import posted_card
from storage.clock import database_now, read_business_clock, read_database_clock
from storage.metadata import UtcDateTime
from storage.notices import outbox
from storage.transaction import Transaction

# no more than is needed: a cell that makes no sense then stops nobody
_ROW: Final[Select[Any]] = select(
    outbox.c.id,
    outbox.c.fence,
    outbox.c.kind,
    outbox.c.operation,
    outbox.c.card,
    outbox.c.unknowns,
    outbox.c.called_at.is_not(None).label("is_called"),
)
_TOO_LATE: Final = _ROW.where(
    outbox.c.state == DeliveryState.PENDING,
    outbox.c.expires_at <= bindparam("now", type_=UtcDateTime()),
)
_DEAD_LEASES: Final = _ROW.where(
    outbox.c.state == DeliveryState.SENDING, outbox.c.lease_until < database_now()
)
_SETTLED: Final = _ROW.where(
    outbox.c.state == DeliveryState.UNKNOWN, outbox.c.ready_at <= database_now()
)


def content_after(state: DeliveryState) -> dict[str, None]:
    """The columns to change when a message gets this state: its content goes once its fate is
    known, or when a person was told that nobody knows it.
    """
    is_certain = state not in {*OPEN_DELIVERY_STATES, DeliveryState.ASKED}
    return {"content": None} if is_certain else {}


async def expire_late(connection: Transaction) -> int:
    """Expire waiting messages whose ``expires_at`` has passed; return how many."""
    now = await read_business_clock(connection)
    rows = (await connection.execute(_TOO_LATE, {"now": now})).all()
    for row in rows:
        await _move(connection, row, DeliveryState.EXPIRED)
    return len(rows)


async def free_dead_leases(connection: Transaction, settle_within: timedelta) -> int:
    """Free messages whose lease has passed, because their sender died; return how many.

    A POST whose call began may have left: it becomes UNKNOWN and is looked at after
    ``settle_within``. What was not called yet, and an edit of a posted card, is done again.
    """
    rows = (await connection.execute(_DEAD_LEASES)).all()
    for row in rows:
        if not await _may_have_left(connection, row):
            await _move(connection, row, DeliveryState.PENDING)
        else:
            settled_at = await read_database_clock(connection) + settle_within
            await _move(connection, row, DeliveryState.UNKNOWN, ready_at=settled_at)
    return len(rows)


async def _may_have_left(connection: Transaction, row: Row[Any]) -> bool:
    """Tell whether somebody may read it already, without us knowing where."""
    if not row.is_called or row.operation != Operation.POST:
        return False
    known = select(func.count()).where(posted_card.c.card == row.card)
    return not (await connection.execute(known)).scalar_one()


async def settle_unknown(connection: Transaction) -> int:
    """Decide about messages that stayed unknown, by the rule of their kind; return how many
    (``reliability.md`` §1.4).
    """
    rows = (await connection.execute(_SETTLED)).all()
    for row in rows:
        await _move(connection, row, _settled_state(row))
    return len(rows)


def _settled_state(row: Row[Any]) -> DeliveryState:
    kind = read_kind(row.kind)
    if row.kind and kind is None:
        return DeliveryState.DEAD
    return state_after_settling(rule_for(kind).on_unknown, row.unknowns).state


async def _move(
    connection: Transaction, row: Row[Any], state: DeliveryState, **changes: datetime
) -> None:
    counted = outbox.c.unknowns + int(state is DeliveryState.UNKNOWN)
    await connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.fence == row.fence)
        .values(
            state=state,
            fence=outbox.c.fence + 1,
            lease_until=None,
            unknowns=counted,
            **content_after(state),
            **changes,
        )
    )
