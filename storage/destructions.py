"""Cases whose end comes, and how everything that is kept of them goes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from domain.case import Case
from domain.retention import SHORTLY_KEPT
from storage.cases import cases, read_case
from storage.metadata import UtcDateTime
from storage.transaction import Transaction

_OLD: Final = select(cases).where(
    cases.c.received_at <= bindparam("received_until", type_=UtcDateTime())
)
_ENDED: Final = select(cases).where(
    cases.c.state == bindparam("ended_as"),
    cases.c.changed_at <= bindparam("ended_until", type_=UtcDateTime()),
)


class DestructionRows:
    """The end of cases, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

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
