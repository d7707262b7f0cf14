"""How several processes of one house share what Teams takes of it (``docs/decisions/0033``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.logs import describe_error, log
from services.ports.replicas import Replicas

_EVERY: Final = 10.0  # seconds
_SEEN_WITHIN: Final = timedelta(seconds=60)
_TICKS_MISSED: Final = 4


@dataclass(slots=True, kw_only=True)
class Sharing:
    """Counts the replicas every ten seconds, and tells how many share; who was not seen for a
    while takes no part. ``read_monotonic`` counts seconds, ``tick_within`` is between two looks.
    """

    replicas: Replicas
    share_among: Callable[[int], None]
    read_monotonic: Callable[[], float]
    tick_within: timedelta
    _done_at: float | None = None

    async def run(self) -> None:
        """Tell that this replica is here, unless that was done just now."""
        now = self.read_monotonic()
        if self._done_at is None or now - self._done_at >= _EVERY:
            seen_within = max(_SEEN_WITHIN, _TICKS_MISSED * self.tick_within)
            self.share_among(await self.replicas.count(seen_within))
            self._done_at = now

    async def stop(self) -> None:
        """Leave the whole to the others; who cannot tell them is missed by themselves."""
        try:
            await self.replicas.leave()
        except Exception as error:  # noqa: BLE001 - the rest must stop all the same
            log.info("replica_not_taken_away", **describe_error(error))
