"""Signed checkpoints of the audit chains, outside the database: they show a tail cut off."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.audit import ChainHead
from services.ports.turns import Database

_EVERY: Final = 300.0  # seconds

Sign = Callable[[Iterable[ChainHead], datetime], object]


@dataclass(slots=True, kw_only=True)
class Checkpointing:
    """Writes a checkpoint every five minutes, when something was recorded since."""

    database: Database
    sign: Sign
    read_monotonic: Callable[[], float]
    _due_at: float = field(default=0.0, init=False)
    _signed: tuple[ChainHead, ...] = field(default=(), init=False)

    async def write_due(self) -> None:
        """Sign the heads of all chains when it is time."""
        if self.read_monotonic() < self._due_at:
            return
        async with self.database.reading() as work:
            heads = tuple(await work.audit.heads())
            now = await work.now()
        if heads != self._signed:
            self.sign(heads, now)
        self._signed, self._due_at = heads, self.read_monotonic() + _EVERY
