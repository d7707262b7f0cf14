"""Conversations nobody finished do not stay: their answers go when their term is over."""

from datetime import datetime, timedelta
from typing import Final

from services.ports import UnitOfWork

# as long as a sealed button lives: until then it is told what became of its draft
_ENDED_KEPT_WITHIN: Final = timedelta(days=31)


async def purge_drafts(uow: UnitOfWork, now: datetime) -> None:
    """Wipe the answers of drafts whose term is over, and forget drafts that ended long ago."""
    await uow.drafts.purge(now, now - _ENDED_KEPT_WITHIN)
