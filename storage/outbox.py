"""The outbox: announced with the change, claimed by one sender at a time, never sent blindly twice.

Every arrow of ``reliability.md`` §1.3 is one short transaction guarded by the fence of the claim.
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.delivery import DeliveryState
from domain.errors import ConflictError
from services.ports.deliveries import DeliveryId
from services.ports.outbox import Claimed, OutboxGauge, SendingOutcome
from storage.addresses import posted_card
from storage.claiming import (
    CANDIDATES,
    IS_SOMETHING_DUE,
    IS_WAITING,
    PROBES,
    read_taken,
    take_due,
)
from storage.clock import database_now, read_business_clock
from storage.clock_steps import ClockSteps, begin_anew
from storage.failures import begin
from storage.fields import Fields
from storage.later import after
from storage.notices import CARD_OF_CASE, IS_SENDING, IS_UNTOLD_FAILURE, has_state, is_open, outbox
from storage.settling import (
    LOOK,
    content_if,
    expire_late,
    free_dead_leases,
    keeps_content,
    settle_unknown,
)
from storage.writers import Writer


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
        return await self._claim(CANDIDATES, limit, lease)

    async def claim_probe(self, lease: timedelta) -> Sequence[Claimed]:
        """Take the message that risks least when its outcome stays unknown: one that may go again,
        the most urgent first; else one about which a person will be asked, the least urgent first.
        """
        return await self._claim(PROBES, 1, lease)

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
                taken = await take_due(connection, candidates, limit, lease)
        except ConflictError:
            return []
        dialect = self._reader.dialect
        read = [await read_taken(one, self._fields, dialect) for one in taken]
        claimed = [one for one in read if one]
        unreadable = {one.message.id for one in taken} - {one.id for one in claimed}
        if unreadable:
            await self._bury(unreadable)
        return claimed

    async def _bury(self, ids: Collection[DeliveryId]) -> None:
        async with self._writer.together() as connection:
            await connection.execute(_BURY, {"messages": ids})

    async def record(self, outcomes: Sequence[SendingOutcome]) -> bool:
        """Write down what happened; only the newest claim of a message may. Tell whether something
        is due now, that may have waited behind these.
        """
        if not outcomes:
            return False
        posted = [_posted(outcome) for outcome in outcomes if outcome.posted]
        async with self._writer.together() as connection:
            if posted:
                await connection.execute(_REMEMBER_CARDS, posted)
            await connection.execute(_RECORD, [_recorded(outcome) for outcome in outcomes])
            return bool(await connection.scalar(IS_SOMETHING_DUE))

    async def settle(self, settle_within: timedelta) -> int:
        """Expire what is too late, free what a dead sender held, decide what stayed unknown."""
        async with begin(self._reader) as connection:
            look = (await connection.execute(LOOK)).one()
        has_stepped = self._steps.have_seen_one(look.now)
        if not has_stepped and not look.is_something_to_settle:
            return 0
        async with self._writer.together() as connection:
            if has_stepped:
                await begin_anew(connection, settle_within)
            expired = await expire_late(connection)
            freed = await free_dead_leases(connection, settle_within)
            return expired + freed + await settle_unknown(connection)

    async def gauge(self) -> OutboxGauge:
        """How full it is now."""
        async with begin(self._reader) as connection:
            now = await read_business_clock(connection)
            messages = {row[0]: row[1] for row in (await connection.execute(_COUNTS)).all()}
            due, oldest = (await connection.execute(_DUE_AND_OLDEST)).one()
            age = now - oldest if oldest else timedelta(0)
            return OutboxGauge(
                messages=messages, due=due, oldest_seconds=max(age.total_seconds(), 0.0)
            )


_BURY: Final = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("messages", expanding=True)))
    .values(state=DeliveryState.DEAD, cause="unreadable", lease_until=None, content=None)
)
_IS_DUE: Final = or_(IS_WAITING, IS_SENDING)
_COUNTS: Final = union_all(
    *(
        select(outbox.c.state, func.count()).where(condition).group_by(outbox.c.state)
        for condition in (is_open(), IS_UNTOLD_FAILURE)
    )
)
_DUE_AND_OLDEST: Final = select(
    func.count().filter(_IS_DUE),
    func.min(func.coalesce(outbox.c.due_at, outbox.c.created_at)),
).where(is_open(), or_(_IS_DUE, has_state(DeliveryState.UNKNOWN)))
_BEGIN_CALLS: Final = (
    update(outbox)
    .where(
        tuple_(outbox.c.id, outbox.c.fence).in_(bindparam("held", expanding=True)),
        IS_SENDING,
        outbox.c.lease_until > database_now(),
    )
    .values(called_at=database_now())
    .returning(outbox.c.id)
)
_IS_MINE: Final = and_(
    outbox.c.id == bindparam("message"), outbox.c.fence == bindparam("claim"), IS_SENDING
)
_RECORD: Final = (
    update(outbox)
    .where(_IS_MINE)
    .values(
        state=bindparam("next_state"),
        ready_at=after("again_within"),
        lease_until=None,
        unknowns=outbox.c.unknowns + bindparam("unknown", type_=Integer()),
        cause=bindparam("why"),
        http_status=bindparam("status"),
        content=content_if("keeps_content"),
    )
)


def _remember_cards() -> postgresql.Insert:
    """The statement that notes where a card was posted, for as long as the claim holds; on SQLite
    too.
    """
    place = [bindparam(name, type_=String()) for name in ("service_url", "conversation", "posted")]
    columns = [column.name for column in posted_card.columns]
    of_case = outbox.c.card.like(f"{CARD_OF_CASE}%")
    about = (case((of_case, outbox.c.subject)), case((of_case, outbox.c.member)))
    mine = select(outbox.c.card, *place, database_now(), *about).where(
        _IS_MINE, outbox.c.card.is_not(None)
    )
    new = postgresql.insert(posted_card).from_select(columns, mine)
    changed = {name: new.excluded[name] for name in columns if name != "card"}
    return new.on_conflict_do_update(index_elements=["card"], set_=changed)


_REMEMBER_CARDS: Final = _remember_cards()


def _recorded(outcome: SendingOutcome) -> dict[str, Any]:
    attempt = outcome.attempt
    return {
        "message": outcome.id,
        "claim": outcome.fence,
        "next_state": outcome.state,
        "again_within": outcome.again_within,
        "unknown": int(outcome.state is DeliveryState.UNKNOWN),
        "why": attempt.cause if attempt else None,
        "status": attempt.status if attempt else None,
        "keeps_content": keeps_content(outcome.state),
    }


def _posted(outcome: SendingOutcome) -> dict[str, Any]:
    return {
        "message": outcome.id,
        "claim": outcome.fence,
        "service_url": outcome.posted and outcome.posted.service_url,
        "conversation": outcome.posted and outcome.posted.conversation,
        "posted": outcome.posted_activity,
    }
