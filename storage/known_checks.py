"""What was asked outside the house about a case, as rows; who, what and with whose agreement is
sealed under the key of the case.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary, Row, String, Table, bindparam, insert, select

from domain.identifiers import CaseId, KnownCheckId, MemberId
from domain.known_check import KnownCheck, KnownCheckText
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction

known_check: Final = Table(
    "known_check",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("recorded_by", String(64), nullable=False),
    Column("recorded_at", UtcDateTime(), nullable=False),
    Column("told", LargeBinary(), nullable=False),
    Index("ix_known_check_case_id", "case_id", "recorded_at"),
)
sealed_known_check: Final = SealedColumn[KnownCheckText](known_check.c.told, KnownCheckText)

_ADD: Final = insert(known_check)
_OF_CASE: Final = (
    select(known_check)
    .where(known_check.c.case_id == bindparam("case"))
    .order_by(known_check.c.recorded_at, known_check.c.id)
)


class KnownCheckRows:
    """What was asked outside the house, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, check: KnownCheck) -> None:
        """Keep it."""
        row = {
            "id": check.id,
            "case_id": check.case,
            "recorded_by": check.recorded_by,
            "recorded_at": check.recorded_at,
            "told": await sealed_known_check.seal(self._fields, check.case, check.id, check.told),
        }
        await self._connection.execute(_ADD, row)

    async def of_case(self, case_id: CaseId) -> Sequence[KnownCheck]:
        """All that was asked outside about a case, in the order in which it was recorded."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        return [await self._open(row) for row in rows]

    async def _open(self, row: Row[Any]) -> KnownCheck:
        case = CaseId(row.case_id)
        return KnownCheck(
            id=KnownCheckId(row.id),
            case=case,
            recorded_by=MemberId(row.recorded_by),
            recorded_at=row.recorded_at,
            told=await sealed_known_check.open(self._fields, case, row.id, row.told),
        )
