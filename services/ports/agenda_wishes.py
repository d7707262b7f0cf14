"""Where it is kept what coordinators want of the draft of a meeting."""

from collections.abc import Sequence
from typing import Protocol

from domain.agenda_wish import KeptWish
from domain.identifiers import MeetingId


class AgendaWishes(Protocol):
    """The wishes of coordinators about each meeting, those taken back too. Why a partner is done
    without is encrypted under the key of the case, and opened only when it is asked for.
    """

    async def add(self, meeting: MeetingId, kept: KeptWish) -> None:
        """Keep a new wish; ConflictError when its number is taken."""

    async def take_back(self, meeting: MeetingId, kept: KeptWish) -> None:
        """Keep by whom and when a wish was taken back; ConflictError when it was before."""

    async def of_meeting(self, meeting: MeetingId) -> Sequence[KeptWish]:
        """Every wish about a meeting by number, each without its ``why``."""

    async def why(self, meeting: MeetingId, kept: KeptWish) -> str:
        """Why something is wanted, decrypted; empty when nothing was said."""
