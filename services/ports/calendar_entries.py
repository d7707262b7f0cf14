"""Where it is kept what the calendars of members say of meetings."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.calendar_entry import CalendarEntry
from domain.identifiers import MeetingId, MemberId


class CalendarEntries(Protocol):
    """What was last announced to each calendar. Times only, no content."""

    async def of_meeting(self, meeting_id: MeetingId) -> Mapping[MemberId, CalendarEntry]:
        """The entries of a meeting, ended ones too."""
        ...

    async def find(self, meeting_id: MeetingId, member: MemberId) -> CalendarEntry | None:
        """The entry of one member for a meeting; None when there never was one."""
        ...

    async def keep(self, entries: Sequence[CalendarEntry]) -> None:
        """Keep entries, new or changed."""
        ...
