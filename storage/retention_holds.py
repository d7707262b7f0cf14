"""Legal holds as rows; the reason is sealed under the key of its case."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Column, Date, Index, LargeBinary, String, Table, bindparam, delete, select

from domain.identifiers import CaseId, MemberId
from domain.retention_hold import RetentionHold
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

retention_hold = Table(
    "retention_hold",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", UtcDateTime(), nullable=False),
    Index("ix_retention_hold_until_on", "until_on"),
)

sealed_hold: Final = SealedColumn[str](retention_hold.c.reason, str)

_THIS: Final = retention_hold.c.case_id == bindparam("held")
_FIND: Final = select(retention_hold).where(_THIS)
_FORGET: Final = delete(retention_hold).where(_THIS)
_DAYS: Final = select(retention_hold.c.case_id, retention_hold.c.until_on)
_OF: Final = _DAYS.where(retention_hold.c.case_id.in_(bindparam("cases", expanding=True)))
HELD: Final = select(retention_hold.c.case_id)
_UNTIL: Final = _DAYS.where(retention_hold.c.until_on <= bindparam("on", type_=Date())).order_by(
    retention_hold.c.until_on, retention_hold.c.case_id
)


class RetentionHoldRows:
    """The legal holds on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, hold: RetentionHold) -> None:
        """Keep a hold, in the place of the one its case had."""
        row = {
            "case_id": hold.case,
            "until_on": hold.until_on,
            "reason": await sealed_hold.seal(self._fields, hold.case, hold.case, hold.reason),
            "set_by": hold.set_by,
            "set_at": hold.set_at,
        }
        await insert_or_replace(self._connection, retention_hold, row)

    async def find(self, case: CaseId) -> RetentionHold | None:
        """Find the hold of a case, also one whose day is past."""
        row = (await self._connection.execute(_FIND, {"held": case})).one_or_none()
        if row is None:
            return None
        return RetentionHold(
            case=case,
            until_on=row.until_on,
            reason=await sealed_hold.open(self._fields, case, case, row.reason),
            set_by=MemberId(row.set_by),
            set_at=row.set_at,
        )

    async def days_of(self, cases: Collection[CaseId]) -> Mapping[CaseId, date]:
        """Until when those of these cases are held that are."""
        if not cases:
            return {}
        rows = await self._connection.execute(_OF, {"cases": list(cases)})
        return {CaseId(row.case_id): row.until_on for row in rows}

    async def until(self, on: date) -> Sequence[tuple[CaseId, date]]:
        """Cases whose hold ends on this day or before, with that day, the first to end first."""
        rows = await self._connection.execute(_UNTIL, {"on": on})
        return [(CaseId(row.case_id), row.until_on) for row in rows]

    async def forget(self, case: CaseId) -> None:
        """Forget the hold of a case."""
        await self._connection.execute(_FORGET, {"held": case})
