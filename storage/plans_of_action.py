"""Plans of action as rows, one for each version; the text is sealed under the key of its case."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table, bindparam, select

from domain.errors import ConflictError
from domain.identifiers import CaseId
from domain.plan_of_action import PlanOfAction, PlanText, PlanVersion
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

plan_of_action: Final = Table(
    "plan_of_action",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("written_by", String(64), nullable=False),
    Column("written_at", UtcDateTime(), nullable=False),
    Column("text", LargeBinary(), nullable=False),
)

sealed_plan: Final = SealedColumn[PlanText](plan_of_action.c.text, PlanText)

_THIS_CASE: Final = plan_of_action.c.case_id == bindparam("case_id")
_NEWEST_FIRST: Final = plan_of_action.c.number.desc()
_NEWEST: Final = select(plan_of_action).where(_THIS_CASE).order_by(_NEWEST_FIRST).limit(1)
_VERSIONS: Final = (
    select(plan_of_action.c.number, plan_of_action.c.written_by, plan_of_action.c.written_at)
    .where(_THIS_CASE)
    .order_by(_NEWEST_FIRST)
)


class PlanOfActionRows:
    """The plans of the house on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, plan: PlanOfAction) -> None:
        """Keep a new version; ConflictError when its number is taken."""
        version = plan.version
        known_as = _name(plan.case, version.number)
        row = {
            "case_id": plan.case,
            "number": version.number,
            "written_by": version.written_by,
            "written_at": version.written_at,
            "text": await sealed_plan.seal(self._fields, plan.case, known_as, plan.text),
        }
        if not await insert_once(self._connection, plan_of_action, row):
            raise ConflictError

    async def newest(self, case_id: CaseId) -> PlanOfAction | None:
        """The plan as it is now; None when there is none yet."""
        found = (await self._connection.execute(_NEWEST, {"case_id": case_id})).mappings()
        row = found.one_or_none()
        if row is None:
            return None
        known_as = _name(case_id, row["number"])
        return PlanOfAction(
            case=case_id,
            text=await sealed_plan.open(self._fields, case_id, known_as, row["text"]),
            version=PlanVersion(
                number=row["number"], written_by=row["written_by"], written_at=row["written_at"]
            ),
        )

    async def versions(self, case_id: CaseId) -> Sequence[PlanVersion]:
        """Who wrote the plan, and when; newest first."""
        rows = (await self._connection.execute(_VERSIONS, {"case_id": case_id})).mappings()
        return [PlanVersion(**row) for row in rows]


def _name(case_id: CaseId, number: int) -> str:
    return f"{case_id}:{number}"
