"""The rota of process directors on duty, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    String,
    Table,
    delete,
    insert,
    select,
)

from domain.house import DutyPeriod
from storage.metadata import metadata
from storage.transaction import Transaction

duty_period = Table(
    "duty_period",
    metadata,
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("member", String(80), ForeignKey("member.id"), nullable=False),
    Column("deputy", String(80), ForeignKey("member.id"), nullable=True),
)


class RotaRows:
    """The duty rota on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def periods(self) -> Sequence[DutyPeriod]:
        """The whole rota, oldest first."""
        return await self._periods()

    async def period_on(self, on: date) -> DutyPeriod | None:
        """The turn this day is part of; None where the rota names nobody."""
        found = await self._periods(duty_period.c.from_on <= on, duty_period.c.until_on >= on)
        return next(iter(found), None)

    async def replace_periods(self, periods: Sequence[DutyPeriod]) -> None:
        """Put a new rota in the place of the old one."""
        await self._connection.execute(delete(duty_period))
        if periods:
            await self._connection.execute(insert(duty_period), [asdict(one) for one in periods])

    async def _periods(self, *conditions: ColumnElement[bool]) -> list[DutyPeriod]:
        chosen = select(duty_period).where(*conditions).order_by(duty_period.c.from_on)
        rows = (await self._connection.execute(chosen)).mappings()
        return [DutyPeriod(**row) for row in rows]
