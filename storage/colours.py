"""Colours of cases as rows; the reason is sealed under the key of its case."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
)
from sqlalchemy.engine import RowMapping

from domain.colour import ColourDecision
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


class ColourRows:
    """Every colour a case ever had, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, decision: ColourDecision) -> None:
        """Keep a new colour; ConflictError when another was kept at the same moment."""
        number = await self._next_number(decision.case)
        row = {name: getattr(decision, name) for name in _COPIED} | {
            "case_id": decision.case,
            "number": number,
            "colour": decision.colour,
            "required": list(decision.required),
            "reason": await sealed_reason.seal(
                self._fields, decision.case, _name(decision.case, number), decision.reason
            ),
        }
        if not await insert_once(self._connection, colour, row):
            raise ConflictError

    async def current(self, case_id: CaseId) -> ColourDecision | None:
        """The colour a case has now; None when it never had one."""
        return (await self.current_of([case_id])).get(case_id)

    async def history(self, case_id: CaseId) -> Sequence[ColourDecision]:
        """Every colour of a case, newest first."""
        return await self._read(colour.c.case_id == case_id)

    async def current_of(self, case_ids: Collection[CaseId]) -> Mapping[CaseId, ColourDecision]:
        """The colours these cases have now; a case without one is left out."""
        other = colour.alias()
        newest = select(func.max(other.c.number)).where(other.c.case_id == colour.c.case_id)
        found = await self._read(
            colour.c.case_id.in_(case_ids), colour.c.number == newest.scalar_subquery()
        )
        return {decision.case: decision for decision in found}

    async def _next_number(self, case_id: CaseId) -> int:
        last = select(func.coalesce(func.max(colour.c.number), 0)).where(
            colour.c.case_id == case_id
        )
        return int((await self._connection.execute(last)).scalar_one()) + 1

    async def _read(self, *conditions: ColumnElement[bool]) -> list[ColourDecision]:
        newest_first = select(colour).where(*conditions).order_by(colour.c.number.desc())
        rows = (await self._connection.execute(newest_first)).mappings().all()
        return [await self._decision(row) for row in rows]

    async def _decision(self, row: RowMapping) -> ColourDecision:
        case_id = CaseId(row["case_id"])
        copied: dict[str, Any] = {name: row[name] for name in _COPIED}
        name = _name(case_id, row["number"])
        return ColourDecision(
            case=case_id,
            colour=Colour(row["colour"]),
            required=tuple(row["required"]),
            reason=await sealed_reason.open(self._fields, case_id, name, row["reason"]),
            **copied,
        )


def _name(case_id: CaseId, number: int) -> str:
    return f"{case_id}:{number}"
