"""Which parts of *mijn* are asked for at all: most hold nothing for most members on most days."""

from datetime import timedelta
from typing import Final

from services.acute.withdrawal import SHOWN_AFTER_END
from services.minutes_views import NEWS_WITHIN
from services.moment import Context
from services.ports.own_parts import OwnPart

_STILL_SHOWN: Final[timedelta] = max(SHOWN_AFTER_END, NEWS_WITHIN)


async def find_own_parts(ctx: Context) -> frozenset[OwnPart]:
    """The parts that may hold something for the actor; each part decides itself what that is."""
    return await ctx.uow.own_parts.of_member(
        ctx.actor.id, ctx.now, ctx.now - _STILL_SHOWN, ctx.today
    )
