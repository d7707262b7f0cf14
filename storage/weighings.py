"""Screenings and weighings as rows; every judgement is sealed under the key of its case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    func,
    select,
    update,
)

from domain.errors import ConflictError
from domain.identifiers import CaseId, MemberId
from domain.screening import Gap, PurposeTest, Screening
from domain.weighing import Verdict, Weighing
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

screening = Table(
    "screening",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("outcome", LargeBinary(), nullable=False),
    Column("screened_by", String(64), nullable=False),
    Column("screened_at", UtcDateTime(), nullable=False),
)

weighing = Table(
    "weighing",
    metadata,
    Column("case_id", String(64), primary_key=True),
    # of a case that another was merged into, the own weighing has the highest
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("verdict", LargeBinary(), nullable=False),
    Column("weighed_by", String(64), nullable=False),
    Column("weighed_at", UtcDateTime(), nullable=False),
    # it was weighed anew since, after its referrer reacted
    Column("set_aside_at", UtcDateTime(), nullable=True),
)

sealed_outcome: Final = SealedColumn[Gap | PurposeTest](screening.c.outcome, Gap | PurposeTest)
sealed_verdict: Final = SealedColumn[Verdict](weighing.c.verdict, Verdict)

_SCREENED: Final = screening.c.case_id == bindparam("case")
_COUNT_SCREENINGS: Final = select(func.count()).where(_SCREENED)
_LAST_SCREENING: Final = (
    select(screening).where(_SCREENED).order_by(screening.c.number.desc()).limit(1)
)
_OF_CASE: Final = (
    select(weighing)
    .where(weighing.c.case_id == bindparam("case"))
    .order_by(weighing.c.number.desc())
)
_WEIGHINGS: Final = _OF_CASE.where(weighing.c.set_aside_at.is_(None))
_SET_ASIDE: Final = _OF_CASE.where(weighing.c.set_aside_at.is_not(None))
_PUT_ASIDE: Final = update(weighing).where(
    weighing.c.case_id == bindparam("this"), weighing.c.set_aside_at.is_(None)
)
_WEIGHING: Final = _WEIGHINGS.limit(1)


class WeighingRows:
    """The house's judgements on referrals, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add_screening(self, new: Screening) -> None:
        """Keep a screening beside the earlier ones of its case; ConflictError when another was kept
        at the same moment.
        """
        number = await self._connection.scalar(_COUNT_SCREENINGS, {"case": new.case}) + 1
        row = {
            "case_id": new.case,
            "number": number,
            "outcome": await sealed_outcome.seal(
                self._fields, new.case, f"{new.case}:{number}", new.outcome
            ),
            "screened_by": new.screened_by,
            "screened_at": new.screened_at,
        }
        if not await insert_once(self._connection, screening, row):
            raise ConflictError

    async def last_screening(self, case_id: CaseId) -> Screening | None:
        """The latest screening of a case; None when it was never screened."""
        rows = await self._connection.execute(_LAST_SCREENING, {"case": case_id})
        row = rows.mappings().one_or_none()
        if row is None:
            return None
        name = f"{case_id}:{row['number']}"
        return Screening(
            case=case_id,
            outcome=await sealed_outcome.open(self._fields, case_id, name, row["outcome"]),
            screened_by=MemberId(row["screened_by"]),
            screened_at=row["screened_at"],
        )

    async def add(self, new: Weighing) -> None:
        """Keep the weighing of a case; ConflictError when it has one."""
        if await self._insert(new, 1):
            return
        rows = (await self._connection.execute(_OF_CASE, {"case": new.case})).all()
        if any(row.set_aside_at is None for row in rows):
            raise ConflictError
        if not await self._insert(new, rows[0].number + 1):
            raise ConflictError

    async def _insert(self, new: Weighing, number: int) -> bool:
        row = {
            "case_id": new.case,
            "number": number,
            "verdict": await sealed_verdict.seal(
                self._fields, new.case, f"{new.case}:{number}", new.verdict
            ),
            "weighed_by": new.weighed_by,
            "weighed_at": new.weighed_at,
        }
        return await insert_once(self._connection, weighing, row)

    async def set_aside(self, case_id: CaseId, at: datetime) -> None:
        """Count the weighing of a case no more: it is weighed anew."""
        await self._connection.execute(_PUT_ASIDE, {"this": case_id, "set_aside_at": at})

    async def set_aside_of(self, case_id: CaseId) -> Sequence[Weighing]:
        """The weighings of a case that were made anew, the newest first."""
        rows = await self._connection.execute(_SET_ASIDE, {"case": case_id})
        return [await self._open(case_id, row) for row in rows]

    async def get(self, case_id: CaseId) -> Weighing | None:
        """The weighing of a case; None when it was not weighed yet."""
        row = (await self._connection.execute(_WEIGHING, {"case": case_id})).one_or_none()
        return await self._open(case_id, row) if row else None

    async def merged(self, case_id: CaseId) -> Sequence[Weighing]:
        """The weighings of the cases that were merged into this one, the newest merge first."""
        rows = (await self._connection.execute(_WEIGHINGS, {"case": case_id})).all()
        return [await self._open(case_id, row) for row in rows[1:]]

    async def _open(self, case_id: CaseId, row: Row[Any]) -> Weighing:
        name = f"{case_id}:{row.number}"
        return Weighing(
            case=case_id,
            verdict=await sealed_verdict.open(self._fields, case_id, name, row.verdict),
            weighed_by=MemberId(row.weighed_by),
            weighed_at=row.weighed_at,
        )
