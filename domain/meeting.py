"""One meeting of the house: where and when it is held, and until when its agenda can change.

Serves the weekly rhythm (product page §5): a meeting stays itself when it is moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.identifiers import ChannelId, MeetingId, ScheduleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of a weekly schedule. Its id is the schedule with the date it was planned on,
    so it stays the same meeting when it is moved. ``redraft_of`` is the version of the agenda
    (0 when there is none) that a coordinator asked to draft again.
    """

    id: MeetingId
    schedule: ScheduleId
    channel: ChannelId
    planned_on: date
    starts_at: datetime
    ends_at: datetime
    cut_off_at: datetime
    posts_at: datetime
    version: int = 1
    is_cancelled: bool = False
    redraft_of: int | None = None

    @property
    def lasts_within(self) -> timedelta:
        """How long the meeting is."""
        return self.ends_at - self.starts_at
