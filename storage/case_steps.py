"""Why cases moved on, as rows; each decision is sealed under the key of its case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Integer, LargeBinary, String, Table, bindparam, func, select

from domain.case import CirclePlace
from domain.closing import Closing
from domain.errors import ConflictError
from domain.extension import Extension
from domain.identifiers import CaseId, MemberId
from domain.lifecycle import CaseStep
from domain.pause import Pause
from storage.circle import CLOSED, read_place
from storage.fields import Fields
from storage.metadata import metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

case_step: Final = Table(
    "case_step",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("step", String(20), nullable=False),
    Column("decision", LargeBinary(), nullable=False),
)

sealed_pause: Final = SealedColumn[Pause](case_step.c.decision, Pause)
sealed_closing: Final = SealedColumn[Closing](case_step.c.decision, Closing)
sealed_extension: Final = SealedColumn[Extension](case_step.c.decision, Extension)
# it moves the case nowhere in its line, and is kept with what does
_EXTENDED: Final = "extend"

_OF_CASE: Final = case_step.c.case_id == bindparam("case")
_COUNT: Final = select(func.count()).where(_OF_CASE)
_LAST: Final = (
    select(case_step)
    .where(_OF_CASE, case_step.c.step == bindparam("step"))
    .order_by(case_step.c.number.desc())
    .limit(1)
)


class CaseStepRows:
    """The steps of the cases of the house, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add_pause(self, pause: Pause) -> None:
        """Keep a pause; ConflictError when another step was kept at the same moment."""
        await self._add(pause.case, CaseStep.PAUSE, sealed_pause, pause)

    async def last_pause(self, case_id: CaseId) -> Pause | None:
        """The latest pause of a case."""
        return await self._last(case_id, CaseStep.PAUSE, sealed_pause)

    async def add_closing(self, closing: Closing) -> None:
        """Keep why a case left; ConflictError when another step was kept at the same moment."""
        await self._add(closing.case, CaseStep.CLOSE, sealed_closing, closing)

    async def last_closing(self, case_id: CaseId) -> Closing | None:
        """Why a case last left."""
        return await self._last(case_id, CaseStep.CLOSE, sealed_closing)

    async def add_extension(self, extension: Extension) -> None:
        """Keep an extension; ConflictError when another step was kept at the same moment."""
        await self._add(extension.case, _EXTENDED, sealed_extension, extension)

    async def last_extension(self, case_id: CaseId) -> Extension | None:
        """How a case was last kept longer."""
        return await self._last(case_id, _EXTENDED, sealed_extension)

    async def closed_since(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places a member lost since a moment because the case was closed."""
        rows = await self._connection.execute(CLOSED, {"member": member, "since": since})
        return [read_place(row) for row in rows.mappings()]

    async def _add(
        self, case_id: CaseId, step: str, column: SealedColumn[Any], decision: object
    ) -> None:
        number = await self._connection.scalar(_COUNT, {"case": case_id}) + 1
        row = {
            "case_id": case_id,
            "number": number,
            "step": step,
            "decision": await column.seal(self._fields, case_id, f"{case_id}:{number}", decision),
        }
        if not await insert_once(self._connection, case_step, row):
            raise ConflictError

    async def _last(self, case_id: CaseId, step: str, column: SealedColumn[Any]) -> Any | None:
        rows = await self._connection.execute(_LAST, {"case": case_id, "step": step})
        row = rows.mappings().one_or_none()
        if row is None:
            return None
        name = f"{case_id}:{row['number']}"
        return await column.open(self._fields, case_id, name, row["decision"])
