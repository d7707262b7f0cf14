"""Weighings that a second member must confirm, as rows; what they say is sealed under the key of
their case.
"""

from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary, Row, String, Table, bindparam, delete, select

from domain.identifiers import CaseId, MemberId
from domain.second_member import ConfirmState, WeighingHeld, WeighingToConfirm
from domain.weighing import WeighingPlan
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

weighing_to_confirm = Table(
    "weighing_to_confirm",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("plan", LargeBinary(), nullable=False),
    Column("weighed_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("state", String(16), nullable=False),
    Column("answered_by", String(64)),
    Column("reason", LargeBinary(), nullable=False),
    Index("ix_weighing_to_confirm_asked_at", "asked_at"),
)

_sealed_plan: Final = SealedColumn[WeighingPlan](weighing_to_confirm.c.plan, WeighingPlan)
_sealed_reason: Final = SealedColumn[str](weighing_to_confirm.c.reason, str)

_THIS_CASE: Final = weighing_to_confirm.c.case_id == bindparam("case")
_OF_CASE: Final = select(weighing_to_confirm).where(_THIS_CASE)
UNCONFIRMED: Final = select(
    weighing_to_confirm.c.case_id,
    weighing_to_confirm.c.weighed_by,
    weighing_to_confirm.c.asked_at,
    weighing_to_confirm.c.state,
    weighing_to_confirm.c.answered_by,
).order_by(weighing_to_confirm.c.asked_at, weighing_to_confirm.c.case_id)
_FORGET: Final = delete(weighing_to_confirm).where(_THIS_CASE)


class SecondMemberRows:
    """The weighings that do not count yet, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, waiting: WeighingToConfirm) -> None:
        """Keep a weighing, in the place of the one there was of this case."""
        case = waiting.case
        row = {
            "case_id": case,
            "plan": await _sealed_plan.seal(self._fields, case, case, waiting.plan),
            "weighed_by": waiting.held.weighed_by,
            "asked_at": waiting.held.asked_at,
            "state": waiting.held.state.value,
            "answered_by": waiting.held.answered_by,
            "reason": await _sealed_reason.seal(self._fields, case, case, waiting.reason),
        }
        await insert_or_replace(self._connection, weighing_to_confirm, row)

    async def find(self, case_id: CaseId) -> WeighingToConfirm | None:
        """The weighing of a case that does not count yet; None when there is none."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        row = rows.one_or_none()
        if row is None:
            return None
        return WeighingToConfirm(
            held=_held(row),
            plan=await _sealed_plan.open(self._fields, case_id, case_id, row.plan),
            reason=await _sealed_reason.open(self._fields, case_id, case_id, row.reason),
        )

    async def all(self) -> list[WeighingHeld]:
        """All that do not count yet, oldest first, without what they say."""
        return [_held(row) for row in await self._connection.execute(UNCONFIRMED)]

    async def forget(self, case_id: CaseId) -> None:
        """Forget the weighing of a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})


def _held(row: Row[Any]) -> WeighingHeld:
    return WeighingHeld(
        case=CaseId(row.case_id),
        weighed_by=MemberId(row.weighed_by),
        asked_at=row.asked_at,
        state=ConfirmState(row.state),
        answered_by=MemberId(row.answered_by) if row.answered_by else None,
    )
