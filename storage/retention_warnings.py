"""How long before its end it was told that a case goes, as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Column, Date, Index, Integer, String, Table, bindparam, delete, select

from domain.identifiers import CaseId
from storage.metadata import metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

retention_warning = Table(
    "retention_warning",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("months", Integer(), nullable=False),
    Column("told_on", Date(), nullable=False),
    Index("ix_retention_warning_told_on", "told_on"),
)

_TOLD: Final = select(retention_warning.c.case_id, retention_warning.c.months).where(
    retention_warning.c.case_id.in_(bindparam("cases", expanding=True))
)
WARNED: Final = select(retention_warning.c.case_id)
_SINCE: Final = (
    select(retention_warning.c.case_id)
    .where(retention_warning.c.told_on >= bindparam("on", type_=Date()))
    .order_by(retention_warning.c.case_id)
)
_FORGET: Final = delete(retention_warning).where(
    retention_warning.c.case_id == bindparam("told_of")
)


class RetentionWarningRows:
    """What was told of cases that go, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def told(self, cases: Collection[CaseId]) -> Mapping[CaseId, int]:
        """How many months before its end it was told last, of those of these cases it was."""
        if not cases:
            return {}
        rows = await self._connection.execute(_TOLD, {"cases": list(cases)})
        return {CaseId(row.case_id): row.months for row in rows}

    async def keep(self, case: CaseId, months: int, on: date) -> None:
        """Keep that it was told so many months before, in the place of what was told before."""
        row = {"case_id": case, "months": months, "told_on": on}
        await insert_or_replace(self._connection, retention_warning, row)

    async def since(self, on: date) -> Sequence[CaseId]:
        """Cases of which it was told on this day or later."""
        rows = await self._connection.execute(_SINCE, {"on": on})
        return [CaseId(row.case_id) for row in rows]

    async def forget(self, case: CaseId) -> None:
        """Forget what was told of a case: its end is another."""
        await self._connection.execute(_FORGET, {"told_of": case})
