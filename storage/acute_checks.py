"""What is asked after acute sessions, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    Row,
    String,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
    text,
    update,
)

from domain.acute_check import AcuteCheck, AcuteCheckId, CheckOutcome, identify_checks
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, SessionId
from domain.timer import TimerKind
from services.ports.acute_checks import WatchedCheck
from storage.metadata import UtcDateTime, metadata
from storage.timers import timer
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

_IS_OPEN: Final = text("outcome IS NULL")

acute_check = Table(
    "acute_check",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("session_id", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("number", Integer(), nullable=False),
    Column("closed_at", UtcDateTime(), nullable=False),
    Column("next_at", UtcDateTime(), nullable=True),
    Column("version", Integer(), nullable=False),
    Column("taken", Integer(), nullable=False),
    Column("told", JSON(), nullable=False),
    Column("outcome", String(12), nullable=True),
    Column("answered_by", String(64), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    # nearly all were answered long ago
    Index("ix_acute_check_open", "case_id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
)

_OPEN: Final = acute_check.c.outcome.is_(None)
_OLDEST_FIRST: Final = (acute_check.c.closed_at, acute_check.c.id)
_BY_ID: Final = select(acute_check).where(acute_check.c.id == bindparam("this"))
_OPEN_ONES: Final = select(acute_check).where(_OPEN).order_by(*_OLDEST_FIRST)
_OPEN_OF: Final = (
    select(acute_check)
    .where(_OPEN, acute_check.c.case_id == bindparam("of_case"))
    .order_by(*_OLDEST_FIRST)
)
_OF_SESSION: Final = (
    select(acute_check)
    .where(acute_check.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(acute_check.c.number)
)
_LOOKED_AT: Final = "looked_at"
_IS_ITS_TIMER: Final = and_(
    timer.c.kind == literal_column(f"'{TimerKind.ACUTE_CHECK}'"),
    timer.c.subject == acute_check.c.id,
)
_WATCHED: Final = (
    select(acute_check, timer.c.due_at.label(_LOOKED_AT))
    .select_from(acute_check.outerjoin(timer, _IS_ITS_TIMER))
    .where(_OPEN)
    .order_by(*_OLDEST_FIRST)
)
_SAVE: Final = update(acute_check).where(
    acute_check.c.id == bindparam("this"), acute_check.c.version == bindparam("kept_version")
)


class AcuteCheckRows:
    """What is asked after acute sessions, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, check: AcuteCheck) -> None:
        """Keep a new question; ConflictError when the session has this one."""
        if not await insert_once(self._connection, acute_check, _row(check)):
            raise ConflictError

    async def get(self, check_id: AcuteCheckId) -> AcuteCheck:
        """Find a question; NotFoundError when there is none."""
        found = await self._list(_BY_ID, {"this": check_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def save(self, check: AcuteCheck) -> AcuteCheck:
        """Save a changed question and return it one version higher; ConflictError when the kept
        version is another.
        """
        saved = replace(check, version=check.version + 1)
        given = {**_row(saved), "this": check.id, "kept_version": check.version}
        await change_one(self._connection, _SAVE, given)
        return saved

    async def open_ones(self) -> Sequence[AcuteCheck]:
        """The questions without an answer, of the oldest session first."""
        return await self._list(_OPEN_ONES, {})

    async def of_session(self, session: SessionId) -> Sequence[AcuteCheck]:
        """The questions after a session."""
        return await self._list(_OF_SESSION, {"ids": list(identify_checks(session))})

    async def watched(self) -> Sequence[WatchedCheck]:
        """The questions without an answer, each with the moment its timer is due."""
        rows = await self._connection.execute(_WATCHED, {})
        return [WatchedCheck(check=_check(row), looked_at=row.looked_at) for row in rows]

    async def open_of(self, case_id: CaseId) -> Sequence[AcuteCheck]:
        """The questions about a case without an answer."""
        return await self._list(_OPEN_OF, {"of_case": case_id})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[AcuteCheck]:
        rows = await self._connection.execute(asked, given)
        return [_check(row) for row in rows]


def _row(check: AcuteCheck) -> dict[str, Any]:
    row = asdict(check)
    return {
        **row,
        "session_id": row.pop("session"),
        "case_id": row.pop("case"),
        "told": list(row.pop("told")),
    }


def _check(row: Row[Any]) -> AcuteCheck:
    return AcuteCheck(
        id=AcuteCheckId(row.id),
        session=SessionId(row.session_id),
        case=CaseId(row.case_id),
        number=row.number,
        closed_at=row.closed_at,
        next_at=row.next_at,
        version=row.version,
        taken=row.taken,
        told=tuple(MemberId(one) for one in row.told),
        outcome=CheckOutcome(row.outcome) if row.outcome else None,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
