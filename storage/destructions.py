"""Cases whose end comes, what is under way of their destruction, and what remains: sums."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, Column, Date, Integer, Row, String, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql

from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.retention import SHORTLY_KEPT, Destruction, RetentionGround
from storage.case_row import read_case
from storage.cases import cases
from storage.erasing import Erasure
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

destruction = Table(
    "destruction",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("ground", String(20), nullable=False),
    Column("begun_at", UtcDateTime(), nullable=False),
    Column("erased", JSON(), nullable=False),
)
destroyed_cases = Table(
    "destroyed_cases",
    metadata,
    Column("month", Date(), primary_key=True),
    Column("ground", String(20), primary_key=True),
    Column("number", Integer(), nullable=False),
)

_OLD: Final = select(cases).where(
    cases.c.received_at <= bindparam("received_until", type_=UtcDateTime())
)
_ENDED: Final = select(cases).where(
    cases.c.state == bindparam("ended_as"),
    cases.c.changed_at <= bindparam("ended_until", type_=UtcDateTime()),
)
_ALL: Final = select(destruction).order_by(destruction.c.begun_at, destruction.c.case_id)
_ONE: Final = select(destruction).where(destruction.c.case_id == bindparam("known_as"))
_END: Final = delete(destruction).where(destruction.c.case_id == bindparam("known_as"))
_COUNTED: Final = select(destroyed_cases).order_by(
    destroyed_cases.c.month, destroyed_cases.c.ground
)
_ONE_MORE: Final = postgresql.insert(destroyed_cases).on_conflict_do_update(
    index_elements=["month", "ground"], set_={"number": destroyed_cases.c.number + 1}
)


class DestructionRows:
    """The end of cases, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def ageing(self, received_until: datetime, ended_until: datetime) -> Sequence[Case]:
        """Cases received until a moment, and those kept shortly that ended until another, oldest
        first.
        """
        rows = [*await self._connection.execute(_OLD, {"received_until": received_until})]
        for state in SHORTLY_KEPT:
            asked = {"ended_as": state, "ended_until": ended_until}
            rows += await self._connection.execute(_ENDED, asked)
        found = {row.id: read_case(row) for row in rows}
        return sorted(found.values(), key=lambda one: (one.received_at, one.id))

    async def erase(self, case: CaseId, code: CaseCode | None = None) -> Mapping[str, int]:
        """Erase all that is kept of a case but its key; how much of each kind there was."""
        return await Erasure(self._connection, case, code).run()

    async def destroy_key(self, case: CaseId) -> None:
        """Destroy the key of a case: no copy of what it locked can be read again."""
        await self._fields.destroy_case_key(case)

    async def keep(self, under_way: Destruction) -> None:
        """Keep how far a destruction is."""
        row = {
            "case_id": under_way.case,
            "ground": under_way.ground,
            "begun_at": under_way.begun_at,
            "erased": dict(under_way.erased),
        }
        await insert_or_replace(self._connection, destruction, row)

    async def find(self, case: CaseId) -> Destruction | None:
        """Find the destruction of a case that is under way."""
        row = (await self._connection.execute(_ONE, {"known_as": case})).one_or_none()
        return _read(row) if row else None

    async def under_way(self) -> Sequence[Destruction]:
        """The destructions that are not finished."""
        return [_read(row) for row in await self._connection.execute(_ALL)]

    async def finish(self, done: Destruction, month: date) -> None:
        """Forget whose case it was, and count one more of its ground in this month."""
        await self._connection.execute(_END, {"known_as": done.case})
        row = {"month": month, "ground": done.ground, "number": 1}
        await self._connection.execute(_ONE_MORE, row)

    async def counted(self) -> Mapping[tuple[date, RetentionGround], int]:
        """How many cases were destroyed in each month on each ground."""
        rows = await self._connection.execute(_COUNTED)
        return {(row.month, RetentionGround(row.ground)): row.number for row in rows}


def _read(row: Row[Any]) -> Destruction:
    return Destruction(
        case=CaseId(row.case_id),
        ground=RetentionGround(row.ground),
        begun_at=row.begun_at,
        erased=tuple(sorted(row.erased.items())),
    )
