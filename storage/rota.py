"""The rota of process directors on duty, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
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


def _make_table(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("from_on", Date(), primary_key=True),
        Column("until_on", Date(), nullable=False),
        Column("member", String(80), ForeignKey("member.id"), nullable=False),
        Column("deputy", String(80), ForeignKey("member.id"), nullable=True),
    )


duty_period = _make_table("duty_period")
duty_loaded = _make_table("duty_loaded")
Index("ix_duty_period_until_on", duty_period.c.until_on)

_ROTA: Final = select(duty_period).order_by(duty_period.c.from_on)
_ON: Final = bindparam("on", type_=Date())
# turns do not overlap: they end in the order in which they begin, and of those that began only the
# newest can still go on
_COMING: Final = (
    select(duty_period).where(duty_period.c.until_on >= _ON).order_by(duty_period.c.until_on)
)
_BEGUN: Final = (
    select(duty_period)
    .where(duty_period.c.from_on <= _ON)
    .order_by(duty_period.c.from_on.desc())
    .limit(1)
)
_TAKE_OUT: Final = delete(duty_period).where(duty_period.c.from_on == bindparam("began_on"))
_ADD: Final = insert(duty_period)
_LOADED: Final = select(duty_loaded).order_by(duty_loaded.c.from_on)
_FORGET_LOADED: Final = delete(duty_loaded)
_ADD_LOADED: Final = insert(duty_loaded)


class RotaRows:
    """The duty rota on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def periods(self) -> Sequence[DutyPeriod]:
        """The whole rota, oldest first."""
        return await self._periods(_ROTA, {})

    async def period_on(self, on: date) -> DutyPeriod | None:
        """The turn this day is part of; None where the rota names nobody."""
        begun = await self._periods(_BEGUN, {"on": on})
        return next((one for one in begun if one.until_on >= on), None)

    async def coming(self, since: date) -> Sequence[DutyPeriod]:
        """The turns that are not over on a day, oldest first."""
        return await self._periods(_COMING, {"on": since})

    async def replace_periods(self, periods: Sequence[DutyPeriod]) -> None:
        """Put a new rota in the place of the old one; what is the same in both stays."""
        kept = await self.periods()
        gone = [{"began_on": one.from_on} for one in kept if one not in periods]
        added = [asdict(one) for one in periods if one not in kept]
        if gone:
            await self._connection.execute(_TAKE_OUT, gone)
        if added:
            await self._connection.execute(_ADD, added)

    async def loaded(self) -> Sequence[DutyPeriod]:
        """The rota as the house file last said it, oldest first."""
        return await self._periods(_LOADED, {})

    async def note_loaded(self, periods: Sequence[DutyPeriod]) -> None:
        """Keep what the house file says now."""
        await self._connection.execute(_FORGET_LOADED)
        if periods:
            await self._connection.execute(_ADD_LOADED, [asdict(one) for one in periods])

    async def _periods(self, chosen: Select[Any], given: Mapping[str, Any]) -> list[DutyPeriod]:
        rows = (await self._connection.execute(chosen, given)).mappings()
        return [DutyPeriod(**row) for row in rows]
