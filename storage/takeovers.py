"""Which organisations are asked to take a case on, as rows; what was weighed and why one said no
are sealed under the key of the case.
"""

from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary, Row, String, Table, bindparam, delete, select

from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.takeover import Takeover, TakeoverAsked
from domain.weighing import WeighingPlan
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

takeover = Table(
    "takeover",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("declined_by", String(64)),
    Column("plan", LargeBinary(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Index("ix_takeover_asked_at", "asked_at"),
)

_sealed_plan: Final = SealedColumn[WeighingPlan](takeover.c.plan, WeighingPlan)
_sealed_reason: Final = SealedColumn[str](takeover.c.reason, str)

_THIS_CASE: Final = takeover.c.case_id == bindparam("case")
_OF_CASE: Final = select(takeover).where(_THIS_CASE)
TAKEOVERS_ASKED: Final = select(
    takeover.c.case_id,
    takeover.c.organisation,
    takeover.c.asked_by,
    takeover.c.asked_at,
    takeover.c.declined_by,
).order_by(takeover.c.asked_at, takeover.c.case_id)
_FORGET: Final = delete(takeover).where(_THIS_CASE)


class TakeoverRows:
    """The questions to organisations to take a case on, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, asked: TakeoverAsked) -> None:
        """Keep a question, in the place of the one there was of this case."""
        one = asked.takeover
        row = {
            "case_id": one.case,
            "organisation": one.organisation,
            "asked_by": one.asked_by,
            "asked_at": one.asked_at,
            "declined_by": one.declined_by,
            "plan": await _sealed_plan.seal(self._fields, one.case, one.case, asked.plan),
            "reason": await _sealed_reason.seal(self._fields, one.case, one.case, asked.reason),
        }
        await insert_or_replace(self._connection, takeover, row)

    async def find(self, case_id: CaseId) -> TakeoverAsked | None:
        """The question of a case, with the weighing it is for; None when there is none."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        row = rows.one_or_none()
        if row is None:
            return None
        return TakeoverAsked(
            takeover=_takeover(row),
            plan=await _sealed_plan.open(self._fields, case_id, case_id, row.plan),
            reason=await _sealed_reason.open(self._fields, case_id, case_id, row.reason),
        )

    async def all(self) -> list[Takeover]:
        """All questions, oldest first, without what was weighed."""
        return [_takeover(row) for row in await self._connection.execute(TAKEOVERS_ASKED)]

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question of a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})


def _takeover(row: Row[Any]) -> Takeover:
    return Takeover(
        case=CaseId(row.case_id),
        organisation=OrganisationId(row.organisation),
        asked_by=MemberId(row.asked_by),
        asked_at=row.asked_at,
        declined_by=MemberId(row.declined_by) if row.declined_by else None,
    )
