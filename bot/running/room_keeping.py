"""The errand that keeps the room of an acute session right, within a time: while Teams hangs it
holds up no other replica; the clock goes on beside it.
"""

import asyncio
from typing import Final

from services.moment import Moments
from services.room_keeping import TeamsRooms, keep_room
from services.timers import Errand

# seconds; shorter than until another replica may take up the same errand
_WITHIN: Final = 12


def make_room_errand(moments: Moments, teams: TeamsRooms) -> Errand:
    """Make the errand of the timer of a room."""

    async def keep(session: str) -> None:
        async with asyncio.timeout(_WITHIN):
            await keep_room(moments, teams, session)

    return keep
