"""The rota of process directors on duty, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Select,
    String,
    Table,
    bindparam,
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

_ROTA: Final = select(duty_period).order_by(duty_period.c.from_on)
_ON: Final = bindparam("on", type_=Date())
_PERIOD_ON: Final = _ROTA.where(duty_period.c.from_on <= _ON, duty_period.c.until_on >= _ON)
_EMPTY: Final = delete(duty_period)
_ADD: Final = insert(duty_period)


class RotaRows:
    """The duty rota on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def periods(self) -> Sequence[DutyPeriod]:
        """The whole rota, oldest first."""
        return await self._periods(_ROTA, {})

    async def period_on(self, on: date) -> DutyPeriod | None:
        """The turn this day is part of; None where the rota names nobody."""
        return next(iter(await self._periods(_PERIOD_ON, {"on": on})), None)

    async def replace_periods(self, periods: Sequence[DutyPeriod]) -> None:
        """Put a new rota in the place of the old one."""
        await self._connection.execute(_EMPTY)
        if periods:
            await self._connection.execute(_ADD, [asdict(one) for one in periods])

    async def _periods(self, chosen: Select[Any], given: Mapping[str, Any]) -> list[DutyPeriod]:
        rows = (await self._connection.execute(chosen, given)).mappings()
        return [DutyPeriod(**row) for row in rows]
