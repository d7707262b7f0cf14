"""A database clock that was put back or ahead. A lease and a pause are short; written down as
moments, an hour back makes an hour of them, and an hour ahead ends them all at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, update

from domain.delivery import DeliveryState
from storage.clock import database_now
from storage.later import after
from storage.notices import has_state, is_open, outbox
from storage.transaction import Transaction

# more than two questions can lie apart on a machine that is busy
_SMALLEST_STEP: Final = timedelta(seconds=10)
_LEASE_ANEW: Final = timedelta(seconds=60)


class ClockSteps:
    """Compares how far the database clock went with how much time has passed."""

    def __init__(self, read_monotonic: Callable[[], float]) -> None:
        self._read_monotonic = read_monotonic
        self._seen: tuple[datetime, float] | None = None

    def have_seen_one(self, now: datetime) -> bool:
        """Compare what the database clock says now with what it said when this was asked last."""
        monotonic = self._read_monotonic()
        before, self._seen = self._seen, (now, monotonic)
        if before is None:
            return False
        passed = timedelta(seconds=monotonic - before[1])
        return abs(now - before[0] - passed) > _SMALLEST_STEP


async def begin_anew(connection: Transaction, settle_within: timedelta) -> None:
    """After a step, let what is on its way begin its lease or its pause anew. Each replica does so
    when it notices, before it judges a lease; twice is as good as once.
    """
    given = {"lease_within": _LEASE_ANEW, "settle_within": settle_within}
    await connection.execute(_BEGIN_ANEW, given)


_IS_FLYING: Final = has_state(DeliveryState.SENDING)
_BEGIN_ANEW: Final = (
    update(outbox)
    .where(is_open())
    .values(
        lease_until=case((_IS_FLYING, after("lease_within")), else_=None),
        ready_at=case(
            (has_state(DeliveryState.UNKNOWN), after("settle_within")), else_=database_now()
        ),
    )
)
