"""The list of prioritised cases as rows: each step of a case on it, sealed under its key. What is
on the list now carries the version of the criteria on which that was decided.
"""

from collections.abc import Sequence
from datetime import date
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
    func,
    select,
    text,
    update,
)

from domain.errors import ConflictError
from domain.identifiers import CaseCode, CaseId
from domain.priority import ListedPlace, PriorityDecision
from storage.cases import cases
from storage.fields import Fields
from storage.metadata import metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

_IS_STANDING: Final = text("criteria_version IS NOT NULL")

priority: Final = Table(
    "priority",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("decision", LargeBinary(), nullable=False),
    # of the step by which a case is on the list now, and of no other
    Column("criteria_version", String(40), nullable=True),
    Column("asked_on", Date(), nullable=True),
    Index(
        "ix_priority_standing",
        "case_id",
        sqlite_where=_IS_STANDING,
        postgresql_where=_IS_STANDING,
    ),
)

sealed_priority: Final = SealedColumn[PriorityDecision](priority.c.decision, PriorityDecision)

_STANDS: Final = priority.c.criteria_version.is_not(None)
_OF_CASE: Final = priority.c.case_id == bindparam("of_case")
_VERSION: Final = bindparam("version", type_=String())
_COUNT: Final = select(func.count()).where(_OF_CASE)
_HISTORY: Final = select(priority).where(_OF_CASE).order_by(priority.c.number.desc())
_END: Final = update(priority).where(_OF_CASE, _STANDS).values(criteria_version=None, asked_on=None)
_STANDING: Final = (
    select(
        priority.c.case_id,
        priority.c.criteria_version,
        priority.c.asked_on,
        cases.c.code,
        cases.c.prioritised_on,
    )
    .join(cases, cases.c.id == priority.c.case_id)
    .where(_STANDS)
    .order_by(cases.c.prioritised_on, cases.c.code)
)
_TO_ASK: Final = select(priority.c.case_id).where(
    _STANDS, priority.c.criteria_version != _VERSION, priority.c.asked_on.is_(None)
)
_ASK: Final = (
    update(priority)
    .where(_STANDS, priority.c.criteria_version != _VERSION, priority.c.asked_on.is_(None))
    .values(asked_on=bindparam("on", type_=Date()))
)
_ASK_NO_MORE: Final = (
    update(priority)
    .where(_STANDS, priority.c.criteria_version == _VERSION, priority.c.asked_on.is_not(None))
    .values(asked_on=None)
)


class PriorityRows:
    """The list of prioritised cases on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, decision: PriorityDecision) -> None:
        """Keep a step after those before it; ConflictError when another was kept at the same
        moment.
        """
        case_id = decision.case
        await self._connection.execute(_END, {"of_case": case_id})
        number = await self._connection.scalar(_COUNT, {"of_case": case_id}) + 1
        row = {
            "case_id": case_id,
            "number": number,
            "decision": await sealed_priority.seal(
                self._fields, case_id, f"{case_id}:{number}", decision
            ),
            "criteria_version": decision.criteria_version if decision.is_on_list else None,
            "asked_on": None,
        }
        if not await insert_once(self._connection, priority, row):
            raise ConflictError

    async def history(self, case_id: CaseId) -> Sequence[PriorityDecision]:
        """Every step of a case, newest first."""
        rows = (await self._connection.execute(_HISTORY, {"of_case": case_id})).all()
        return [
            await sealed_priority.open(
                self._fields, case_id, f"{case_id}:{row.number}", row.decision
            )
            for row in rows
        ]

    async def standing(self) -> Sequence[ListedPlace]:
        """The cases on the list, those longest on it first."""
        rows = (await self._connection.execute(_STANDING)).all()
        return [
            ListedPlace(
                case=CaseId(row.case_id),
                code=CaseCode(row.code),
                since=row.prioritised_on,
                criteria_version=row.criteria_version,
                asked_on=row.asked_on,
            )
            for row in rows
        ]

    async def ask(self, version: str, on: date) -> Sequence[CaseId]:
        """Note that from this day it is asked of each case on the list of another version whether
        it meets this one; which these are. What is of this version is asked no more.
        """
        await self._connection.execute(_ASK_NO_MORE, {"version": version})
        found = list(await self._connection.scalars(_TO_ASK, {"version": version}))
        if found:
            await self._connection.execute(_ASK, {"version": version, "on": on})
        return [CaseId(one) for one in found]
