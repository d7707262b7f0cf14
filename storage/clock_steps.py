"""A database clock that was put back or ahead. A lease and a pause are short; written down as
moments, an hour back makes an hour of them, and an hour ahead ends them all at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, literal, update

from domain.delivery import OPEN_DELIVERY_STATES, DeliveryState
from storage.clock import read_database_clock
from storage.metadata import UtcDateTime
from storage.notices import outbox
from storage.transaction import Transaction

# more than two questions can lie apart on a machine that is busy
_SMALLEST_STEP: Final = timedelta(seconds=10)
_LEASE_ANEW: Final = timedelta(seconds=60)


class ClockSteps:
    """Compares how far the database clock went with how much time has passed."""

    def __init__(self, read_monotonic: Callable[[], float]) -> None:
        self._read_monotonic = read_monotonic
        self._seen: tuple[datetime, float] | None = None

    async def mend(self, connection: Transaction, settle_within: timedelta) -> None:
        """After a step, let what is on its way begin its lease or its pause anew. Each replica does
        so when it notices, before it judges a lease; twice is as good as once.
        """
        now = await read_database_clock(connection)
        if self._has_stepped(now):
            await _begin_anew(connection, now, settle_within)

    def _has_stepped(self, now: datetime) -> bool:
        monotonic = self._read_monotonic()
        before, self._seen = self._seen, (now, monotonic)
        if before is None:
            return False
        passed = timedelta(seconds=monotonic - before[1])
        return abs(now - before[0] - passed) > _SMALLEST_STEP


async def _begin_anew(connection: Transaction, now: datetime, settle_within: timedelta) -> None:
    is_flying = outbox.c.state == DeliveryState.SENDING
    is_unknown = outbox.c.state == DeliveryState.UNKNOWN
    await connection.execute(
        update(outbox)
        .where(outbox.c.state.in_(OPEN_DELIVERY_STATES))
        .values(
            lease_until=case((is_flying, _moment(now + _LEASE_ANEW)), else_=None),
            ready_at=case((is_unknown, _moment(now + settle_within)), else_=_moment(now)),
        )
    )


def _moment(at: datetime) -> ColumnElement[datetime]:
    return literal(at, UtcDateTime())
