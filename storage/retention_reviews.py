"""Whether cases are still needed, as rows; why is sealed under the key of its case."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    or_,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.identifiers import CaseId, MemberId
from domain.retention_review import RetentionReview
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

retention_review = Table(
    "retention_review",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("asked_on", Date(), nullable=True),
    Column("reminders", Integer(), nullable=False),
    Column("said_by", String(64), nullable=True),
    Column("said_at", UtcDateTime(), nullable=True),
    Column("goes_on", Date(), nullable=True),
    Column("why", LargeBinary(), nullable=True),
    Index("ix_retention_review_asked_on", "asked_on"),
    Index("ix_retention_review_goes_on", "goes_on"),
)
sealed_need: Final = SealedColumn[str](retention_review.c.why, str)

_OF_CASE: Final = retention_review.c.case_id == bindparam("case")
_WHY: Final = select(retention_review.c.why).where(_OF_CASE)
# sets the columns among its parameters
_ASK: Final = update(retention_review).where(_OF_CASE)
_OF_CASES: Final = select(retention_review).where(
    retention_review.c.case_id.in_(bindparam("cases", expanding=True))
)
REVIEWED: Final = (
    select(retention_review)
    .where(or_(retention_review.c.asked_on.is_not(None), retention_review.c.goes_on.is_not(None)))
    .order_by(retention_review.c.asked_on, retention_review.c.case_id)
)


class RetentionReviewRows:
    """What is asked of keeping cases, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, review: RetentionReview, why: str | None = None) -> None:
        """Keep a question; what was said before stays when nothing was now."""
        row = {
            "asked_on": review.asked_on,
            "reminders": review.reminders,
            "said_by": review.said_by,
            "said_at": review.said_at,
            "goes_on": review.goes_on,
        }
        if why is None:
            written = await self._connection.execute(_ASK, {**row, "case": review.case})
            if written.rowcount:
                return
        sealed = why and await sealed_need.seal(self._fields, review.case, review.case, why)
        whole = {"case_id": review.case, **row, "why": sealed or None}
        await insert_or_replace(self._connection, retention_review, whole)

    async def of_cases(self, cases: Collection[CaseId]) -> Mapping[CaseId, RetentionReview]:
        """The questions about these cases."""
        if not cases:
            return {}
        rows = await self._connection.execute(_OF_CASES, {"cases": list(cases)})
        return {CaseId(row["case_id"]): _read(row) for row in rows.mappings()}

    async def why(self, case: CaseId) -> str:
        """Why it was needed, as was said last."""
        sealed = (await self._connection.execute(_WHY, {"case": case})).scalar_one_or_none()
        return await sealed_need.open(self._fields, case, case, sealed) if sealed else ""

    async def waiting(self) -> Sequence[RetentionReview]:
        """What is asked now, and what was answered with no."""
        rows = await self._connection.execute(REVIEWED, {})
        return [_read(row) for row in rows.mappings()]


def _read(row: RowMapping) -> RetentionReview:
    return RetentionReview(
        case=CaseId(row["case_id"]),
        asked_on=row["asked_on"],
        reminders=row["reminders"],
        said_by=MemberId(row["said_by"]) if row["said_by"] else None,
        said_at=row["said_at"],
        goes_on=row["goes_on"],
    )
