"""Colours of cases as rows; the reason is sealed under the key of its case."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    func,
    select,
)
from sqlalchemy.engine import RowMapping

from domain.colour import ColourDecision, StandingColour
from domain.errors import ConflictError
from domain.identifiers import CaseId
from domain.stoplight import Colour
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

colour = Table(
    "colour",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("colour", String(12), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("required", JSON(), nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", UtcDateTime(), nullable=False),
    Column("next_review_on", Date(), nullable=False),
)

sealed_reason: Final = SealedColumn[str](colour.c.reason, str)

_COPIED: Final = ("minutes", "set_by", "set_at", "next_review_on")
_THIS_CASE: Final = colour.c.case_id == bindparam("case_id")
_LAST_NUMBER: Final = select(func.coalesce(func.max(colour.c.number), 0)).where(_THIS_CASE)
_HISTORY: Final = select(colour).where(_THIS_CASE).order_by(colour.c.number.desc())


class ColourRows:
    """Every colour a case ever had, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, decision: ColourDecision) -> None:
        """Keep a new colour; ConflictError when another was kept at the same moment."""
        case_id, standing = decision.case, decision.standing
        last = await self._connection.execute(_LAST_NUMBER, {"case_id": case_id})
        number = int(last.scalar_one()) + 1
        row = {name: getattr(standing, name) for name in _COPIED} | {
            "case_id": case_id,
            "number": number,
            "colour": standing.colour,
            "required": list(standing.required),
            "reason": await sealed_reason.seal(
                self._fields, case_id, _name(case_id, number), decision.reason
            ),
        }
        if not await insert_once(self._connection, colour, row):
            raise ConflictError

    async def history(self, case_id: CaseId) -> Sequence[ColourDecision]:
        """Every colour of a case, newest first."""
        rows = (await self._connection.execute(_HISTORY, {"case_id": case_id})).mappings().all()
        return [await self._decision(row) for row in rows]

    async def _decision(self, row: RowMapping) -> ColourDecision:
        case_id = CaseId(row["case_id"])
        name = _name(case_id, row["number"])
        copied: dict[str, Any] = {name: row[name] for name in _COPIED}
        return ColourDecision(
            case=case_id,
            reason=await sealed_reason.open(self._fields, case_id, name, row["reason"]),
            standing=StandingColour(
                colour=Colour(row["colour"]), required=tuple(row["required"]), **copied
            ),
        )


def _name(case_id: CaseId, number: int) -> str:
    return f"{case_id}:{number}"
