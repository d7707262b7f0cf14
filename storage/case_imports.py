"""How cases were brought in, as rows: sealed under the key of the case. The number of the house is
found by an HMAC under a key of the house, and nobody can read it back from that.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import (
    Column,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
)

from domain.case_import import WrittenCase, fold_number
from domain.errors import ConflictError
from domain.identifiers import CaseId
from storage.fields import Fields
from storage.metadata import metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

case_import = Table(
    "case_import",
    metadata,
    Column("case_id", String(64), primary_key=True),
    # a case that another was merged into has both numbers
    Column("mark", LargeBinary(32), primary_key=True),
    Column("content", LargeBinary(), nullable=False),
    UniqueConstraint("mark", name="uq_case_import_mark"),
)

sealed_import: Final = SealedColumn[WrittenCase](case_import.c.content, WrittenCase)

BROUGHT_IN: Final = select(case_import.c.case_id, case_import.c.content).where(
    case_import.c.mark.in_(bindparam("marks", expanding=True))
)
OF_CASE: Final = (
    select(case_import.c.content)
    .where(case_import.c.case_id == bindparam("this"))
    .order_by(case_import.c.mark)
)


class CaseImportRows:
    """How cases were brought in, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, case: CaseId, written: WrittenCase) -> None:
        """Keep how a case was brought in; ConflictError when its number was brought in already."""
        row = {
            "case_id": case,
            "mark": self._blind(fold_number(written.number)),
            "content": await sealed_import.seal(self._fields, case, case, written),
        }
        if not await insert_once(self._connection, case_import, row):
            raise ConflictError

    async def known(self, numbers: Collection[str]) -> Mapping[str, WrittenCase]:
        """Those of these numbers that were brought in, each as it was."""
        if not numbers:
            return {}
        marks = sorted(self._blind(one) for one in set(numbers))
        rows = (await self._connection.execute(BROUGHT_IN, {"marks": marks})).all()
        found = [await self._open(CaseId(row.case_id), row.content) for row in rows]
        return {fold_number(one.number): one for one in found}

    async def number_of(self, case: CaseId) -> str:
        """The number the house has for a case, or each it has; empty when it was not brought in."""
        rows = (await self._connection.execute(OF_CASE, {"this": case})).all()
        return ", ".join([(await self._open(case, row.content)).number for row in rows])

    async def _open(self, case: CaseId, content: bytes) -> WrittenCase:
        return await sealed_import.open(self._fields, case, case, content)

    def _blind(self, number: str) -> bytes:
        # no mark of a person holds a colon
        return self._fields.index_blindly(f"number:{number}")
