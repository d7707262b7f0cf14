"""Which processes serve this house: a row of its own for each, which no turn and no sender touches,
with when it was last here by the clock of the database.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import Column, String, Table, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ports.replicas import Replicas
from storage.clock import database_now
from storage.failures import begin
from storage.later import after
from storage.metadata import UtcDateTime, metadata

replica = Table(
    "replica",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("seen_at", UtcDateTime(), nullable=False),
)

_FORGET: Final = delete(replica).where(replica.c.seen_at <= after("ago"))
_LEAVE: Final = delete(replica).where(replica.c.name == bindparam("gone"))
_NEW: Final = postgresql.insert(replica).values(seen_at=database_now())
_BE_HERE: Final = _NEW.on_conflict_do_update(
    index_elements=["name"], set_={"seen_at": _NEW.excluded.seen_at}
)
_COUNT: Final = select(func.count()).select_from(replica)


def find_replicas(engine: AsyncEngine, name: str) -> Replicas:
    """The replicas of this database; on SQLite a process is the only one."""
    return OnlyReplica() if engine.dialect.name == "sqlite" else ReplicaRows(engine, name)


class OnlyReplica:
    """A process that shares its database with no other."""

    async def count(self, within: timedelta) -> int:  # noqa: ARG002 - as the port has it
        """There is one."""
        return 1

    async def leave(self) -> None:
        """Nobody needs to know."""


class ReplicaRows:
    """Each call is one short transaction of its own; ``name`` is this process's own."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    async def count(self, within: timedelta) -> int:
        """Write down that this one is here, and count."""
        async with begin(self._engine) as transaction:
            await transaction.execute(_FORGET, {"ago": -within})
            await transaction.execute(_BE_HERE, {"name": self._name})
            return int(await transaction.scalar(_COUNT))

    async def leave(self) -> None:
        """Take the own row away."""
        async with begin(self._engine) as transaction:
            await transaction.execute(_LEAVE, {"gone": self._name})
