"""Who hands over work to whom, as rows; why a colleague declined is sealed under the house."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    text,
    update,
)

from domain.hand_over import HandOverState, WorkHandOver
from domain.identifiers import MemberId, OrganisationId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_IS_WAITING: Final = "state = 'waiting'"

work_hand_over = Table(
    "work_hand_over",
    metadata,
    Column("giver", String(64), primary_key=True),
    Column("receiver", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("is_reminded", Boolean(), nullable=False),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("why_not", LargeBinary(), nullable=True),
    Column("chosen", JSON(none_as_null=True), nullable=True),
    Column("recorded_by", String(64), nullable=True),
    Index(
        "ix_work_hand_over_receiver",
        "receiver",
        sqlite_where=text(_IS_WAITING),
        postgresql_where=text(_IS_WAITING),
    ),
    Index("ix_work_hand_over_ended_at", "ended_at"),
)
sealed_why_not: Final = SealedColumn[str](work_hand_over.c.why_not, str)

_THEIRS: Final = work_hand_over.c.giver == bindparam("whose")
_WAITS: Final = work_hand_over.c.state == literal_column("'waiting'")
_OF_GIVER: Final = select(work_hand_over).where(_THEIRS)
# sets the columns among its parameters; of two at once the second finds that it does not wait
_SETTLE: Final = update(work_hand_over).where(
    _THEIRS, _WAITS, work_hand_over.c.asked_at == bindparam("asked_then", type_=UtcDateTime())
)
HANDED_TO: Final = (
    select(work_hand_over)
    .where(work_hand_over.c.receiver == bindparam("member"), _WAITS)
    .order_by(work_hand_over.c.asked_at, work_hand_over.c.giver)
)
WAITING_OVERS: Final = (
    select(work_hand_over).where(_WAITS).order_by(work_hand_over.c.asked_at, work_hand_over.c.giver)
)
_ENDED: Final = (
    select(work_hand_over)
    .where(work_hand_over.c.ended_at >= bindparam("since", type_=UtcDateTime()))
    .order_by(work_hand_over.c.ended_at, work_hand_over.c.giver)
)
_FORGET: Final = delete(work_hand_over).where(_THEIRS)


class HandOverRows:
    """The hand-overs of the house, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, held: WorkHandOver) -> None:
        """Keep a new hand-over, in the place of the one there was."""
        await insert_or_replace(self._connection, work_hand_over, {**asdict(held), "why_not": None})

    async def find(self, giver: MemberId) -> WorkHandOver | None:
        """The hand-over of a member; None when there is none."""
        found = await self._list(_OF_GIVER, {"whose": giver})
        return found[0] if found else None

    async def settle(self, held: WorkHandOver, why: str = "") -> bool:
        """Keep what became of a hand-over; False when it does not wait any more."""
        sealed = await sealed_why_not.seal(self._fields, None, held.giver, why) if why else None
        changed = {
            "state": held.state,
            "is_reminded": held.is_reminded,
            "ended_at": held.ended_at,
            "chosen": None if held.chosen is None else list(held.chosen),
            "recorded_by": held.recorded_by,
            "why_not": sealed,
        }
        this = {"whose": held.giver, "asked_then": held.asked_at}
        return (await self._connection.execute(_SETTLE, {**changed, **this})).rowcount == 1

    async def why(self, giver: MemberId) -> str:
        """Why the colleague declined; empty when they did not."""
        row = (await self._connection.execute(_OF_GIVER, {"whose": giver})).one_or_none()
        if row is None or row.why_not is None:
            return ""
        return await sealed_why_not.open(self._fields, None, giver, row.why_not)

    async def asked_of(self, receiver: MemberId) -> list[WorkHandOver]:
        """What a member is asked to take over and did not answer, oldest first."""
        return await self._list(HANDED_TO, {"member": receiver})

    async def waiting(self) -> list[WorkHandOver]:
        """Every hand-over that was not answered, oldest first."""
        return await self._list(WAITING_OVERS, {})

    async def ended_since(self, since: datetime) -> list[WorkHandOver]:
        """What was settled since a moment, oldest first."""
        return await self._list(_ENDED, {"since": since})

    async def forget(self, giver: MemberId) -> None:
        """Forget the hand-over of a member, if there is one."""
        await self._connection.execute(_FORGET, {"whose": giver})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[WorkHandOver]:
        return [_hand_over(row) for row in await self._connection.execute(asked, given)]


def _hand_over(row: Row[Any]) -> WorkHandOver:
    return WorkHandOver(
        giver=MemberId(row.giver),
        receiver=MemberId(row.receiver),
        organisation=OrganisationId(row.organisation),
        asked_by=MemberId(row.asked_by),
        asked_at=row.asked_at,
        state=HandOverState(row.state),
        is_reminded=row.is_reminded,
        ended_at=row.ended_at,
        chosen=None if row.chosen is None else tuple(row.chosen),
        recorded_by=row.recorded_by and MemberId(row.recorded_by),
    )
