"""Chains of the acute lane as rows: ids and moments, no text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.escalation import Chain, ChainId, ChainKind, Rung, Told, Whom
from domain.identifiers import MemberId, SessionId
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.ports.escalations import WatchedChain
from storage.metadata import UtcDateTime, metadata
from storage.timers import timer
from storage.transaction import Transaction
from storage.upsert import change_one

_IS_OPEN: Final = text("ended_at IS NULL")

escalation = Table(
    "escalation",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("session_id", String(64), nullable=False),
    # as the house had it when the chain began; never written again
    Column("rungs", JSON(), nullable=False),
    Column("begins_at", UtcDateTime(), nullable=False),
    Column("next_at", UtcDateTime(), nullable=True),
    Column("climbed", Integer(), nullable=False),
    Column("told", JSON(), nullable=False),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("version", Integer(), nullable=False),
    Index("ix_escalation_session_id", "session_id"),
    # the auditor reads what is open, not what is over
    Index("ix_escalation_open", "id", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
)

_ADD: Final = insert(escalation)
_FIND: Final = select(escalation).where(escalation.c.id == bindparam("this"))
_SAVE: Final = update(escalation).where(
    escalation.c.id == bindparam("this"), escalation.c.version == bindparam("kept_version")
)
_AT: Final = bindparam("at", type_=UtcDateTime())
_END: Final = (
    update(escalation)
    .where(escalation.c.id == bindparam("this"), escalation.c.ended_at.is_(None))
    .values(ended_at=_AT, next_at=None, version=escalation.c.version + 1)
    .returning(escalation)
)
_OF_SESSION: Final = escalation.c.session_id == bindparam("session")
_END_ALL: Final = (
    update(escalation)
    .where(_OF_SESSION)
    .values(
        ended_at=func.coalesce(escalation.c.ended_at, _AT),
        next_at=None,
        version=escalation.c.version + 1,
    )
    .returning(escalation)
)
_ALL: Final = select(escalation).where(_OF_SESSION).order_by(escalation.c.begins_at)
_LOOKED_AT: Final = "looked_at"
_IS_ITS_TIMER: Final = and_(
    timer.c.kind == literal_column(f"'{TimerKind.ESCALATION}'"), timer.c.subject == escalation.c.id
)
_OPEN: Final = (
    select(escalation, timer.c.due_at.label(_LOOKED_AT))
    .select_from(escalation.outerjoin(timer, _IS_ITS_TIMER))
    .where(escalation.c.ended_at.is_(None))
    .order_by(escalation.c.id)
)


class EscalationRows:
    """The chains of the house on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, chains: Sequence[Chain]) -> None:
        """Keep new chains, in one statement."""
        if chains:
            await self._connection.execute(_ADD, [_row(chain) for chain in chains])

    async def find(self, chain: ChainId) -> Chain | None:
        """Find a chain."""
        found = (await self._connection.execute(_FIND, {"this": chain})).mappings().all()
        return _chain(found[0]) if found else None

    async def save(self, chain: Chain) -> Chain:
        """Save a changed chain; what its rungs are stays as it began."""
        saved = replace(chain, version=chain.version + 1)
        written = {
            "begins_at": saved.begins_at,
            "next_at": saved.next_at,
            "climbed": saved.climbed,
            "told": _row(saved)["told"],
            "ended_at": saved.ended_at,
            "version": saved.version,
            "this": chain.id,
            "kept_version": chain.version,
        }
        await change_one(self._connection, _SAVE, written)
        return saved

    async def end(self, chain: ChainId, at: datetime) -> Chain | None:
        """End a chain, once."""
        ended = (await self._connection.execute(_END, {"this": chain, "at": at})).mappings().all()
        return _chain(ended[0]) if ended else None

    async def end_all(self, session: SessionId, at: datetime) -> Sequence[Chain]:
        """End every chain of a session that is open."""
        ended = await self._connection.execute(_END_ALL, {"session": session, "at": at})
        return _in_order([_chain(row) for row in ended.mappings()])

    async def of_session(self, session: SessionId) -> Sequence[Chain]:
        """Every chain of a session."""
        found = await self._connection.execute(_ALL, {"session": session})
        return _in_order([_chain(row) for row in found.mappings()])

    async def open_ones(self) -> Sequence[WatchedChain]:
        """Every open chain with the moment its timer is due."""
        rows = (await self._connection.execute(_OPEN)).mappings().all()
        return [WatchedChain(chain=_chain(row), looked_at=row[_LOOKED_AT]) for row in rows]


def _in_order(chains: list[Chain]) -> list[Chain]:
    return sorted(chains, key=lambda one: (one.begins_at, one.id))


def _row(chain: Chain) -> dict[str, Any]:
    return {
        "id": chain.id,
        "kind": chain.kind,
        "subject": chain.subject,
        "session_id": chain.session,
        "rungs": [_write_rung(one) for one in chain.rungs],
        "begins_at": chain.begins_at,
        "next_at": chain.next_at,
        "climbed": chain.climbed,
        "told": [[one.member, one.rung, one.at.isoformat()] for one in chain.told],
        "ended_at": chain.ended_at,
        "version": chain.version,
    }


def _write_rung(rung: Rung) -> list[str | float | None]:
    again = rung.again_every.total_seconds() if rung.again_every else None
    return [rung.whom, rung.after.total_seconds(), rung.tells, again]


def _chain(row: RowMapping) -> Chain:
    return Chain(
        id=ChainId(row["id"]),
        kind=ChainKind(row["kind"]),
        subject=row["subject"],
        session=SessionId(row["session_id"]),
        rungs=tuple(_read_rung(*one) for one in row["rungs"]),
        begins_at=row["begins_at"],
        next_at=row["next_at"],
        climbed=row["climbed"],
        told=tuple(_read_told(*one) for one in row["told"]),
        ended_at=row["ended_at"],
        version=row["version"],
    )


def _read_rung(whom: str, after: float, tells: str, again: float | None) -> Rung:
    return Rung(
        whom=Whom(whom),
        after=timedelta(seconds=after),
        tells=NoticeKind(tells),
        again_every=None if again is None else timedelta(seconds=again),
    )


def _read_told(member: str, rung: int, at: str) -> Told:
    return Told(member=MemberId(member), rung=rung, at=datetime.fromisoformat(at))
