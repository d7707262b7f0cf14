"""Changes of the duty rota, as rows: ids and days, no text."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Column, Date, Index, Row, String, Table, bindparam, insert, select

from domain.duty_change import DutyChange, DutyChangeId, DutyPart, DutyStint
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction

duty_change = Table(
    "duty_change",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("member", String(80), primary_key=True),
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("part", String(8), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("changed_by", String(80), nullable=True),
    Index("ix_duty_change_member", "member", "changed_at"),
)

_ADD: Final = insert(duty_change)
_OF_MEMBER: Final = (
    select(duty_change)
    .where(duty_change.c.id == bindparam("this"), duty_change.c.member == bindparam("who"))
    .order_by(duty_change.c.from_on)
)
_SINCE: Final = (
    select(duty_change)
    .where(
        duty_change.c.member == bindparam("who"),
        duty_change.c.changed_at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(duty_change.c.changed_at, duty_change.c.id, duty_change.c.from_on)
)


class DutyChangeRows:
    """What changed on the rota for whom, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, change: DutyChange) -> None:
        """Keep a new change."""
        rows = [
            {
                "id": change.id,
                "member": one.member,
                "from_on": one.from_on,
                "until_on": one.until_on,
                "part": one.part.value,
                "changed_at": change.changed_at,
                "changed_by": change.changed_by,
            }
            for one in change.stints
        ]
        if rows:
            await self._connection.execute(_ADD, rows)

    async def of_member(self, change_id: DutyChangeId, member: MemberId) -> DutyChange:
        """Find what one change means for a member; NotFoundError when it does not concern them."""
        given = {"this": change_id, "who": member}
        found = (await self._connection.execute(_OF_MEMBER, given)).all()
        if not found:
            raise NotFoundError
        return _change(found)

    async def since(self, member: MemberId, since: datetime) -> Sequence[DutyChange]:
        """What changed for a member from a moment on, oldest first."""
        found = (await self._connection.execute(_SINCE, {"who": member, "since": since})).all()
        return [_change(list(rows)) for _, rows in groupby(found, attrgetter("id"))]


def _change(rows: Sequence[Row[Any]]) -> DutyChange:
    first = rows[0]
    stints = tuple(
        DutyStint(
            member=MemberId(row.member),
            part=DutyPart(row.part),
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for row in rows
    )
    return DutyChange(
        id=DutyChangeId(first.id),
        changed_at=first.changed_at,
        changed_by=first.changed_by,
        stints=stints,
    )
