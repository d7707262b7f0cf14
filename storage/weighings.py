"""Screenings and weighings as rows; every judgement is sealed under the key of its case."""

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table, bindparam, func, select

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
    Column("verdict", LargeBinary(), nullable=False),
    Column("weighed_by", String(64), nullable=False),
    Column("weighed_at", UtcDateTime(), nullable=False),
)

sealed_outcome: Final = SealedColumn[Gap | PurposeTest](screening.c.outcome, Gap | PurposeTest)
sealed_verdict: Final = SealedColumn[Verdict](weighing.c.verdict, Verdict)

_SCREENED: Final = screening.c.case_id == bindparam("case")
_COUNT_SCREENINGS: Final = select(func.count()).where(_SCREENED)
_LAST_SCREENING: Final = (
    select(screening).where(_SCREENED).order_by(screening.c.number.desc()).limit(1)
)
_WEIGHING: Final = select(weighing).where(weighing.c.case_id == bindparam("case"))


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
        row = {
            "case_id": new.case,
            "verdict": await sealed_verdict.seal(self._fields, new.case, new.case, new.verdict),
            "weighed_by": new.weighed_by,
            "weighed_at": new.weighed_at,
        }
        if not await insert_once(self._connection, weighing, row):
            raise ConflictError

    async def get(self, case_id: CaseId) -> Weighing | None:
        """The weighing of a case; None when it was not weighed yet."""
        rows = await self._connection.execute(_WEIGHING, {"case": case_id})
        row = rows.mappings().one_or_none()
        if row is None:
            return None
        return Weighing(
            case=case_id,
            verdict=await sealed_verdict.open(self._fields, case_id, case_id, row["verdict"]),
            weighed_by=MemberId(row["weighed_by"]),
            weighed_at=row["weighed_at"],
        )
