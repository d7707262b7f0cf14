"""What a process director decides about a meeting as a whole: that it is not held, or held at
another time. What the schedule says of that meeting counts no longer.

Serves product page §5: changed in the open, told once to whom it concerns.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import AlreadyDoneError, RuleBrokenError
from domain.house import MovedMeeting, WeeklyMeeting
from domain.identifiers import MemberId
from domain.meeting import CallOffReason, Meeting
from domain.schedule import Occurrence, occur

MOVED_WITHIN: Final = timedelta(weeks=6)


class MovedToPastError(RuleBrokenError):
    """A meeting is moved to a time that is still to come."""

    text_key: ClassVar[str] = "meeting_change.past"


class MovedTooFarError(RuleBrokenError):
    """A meeting is moved by six weeks at most."""

    text_key: ClassVar[str] = "meeting_change.too_far"


class NotMovedError(RuleBrokenError):
    """The meeting is at this time already."""

    text_key: ClassVar[str] = "meeting_change.same"


class MeetingChangedError(AlreadyDoneError):
    """Somebody moved this meeting or called it off since it was looked at."""

    text_key: ClassVar[str] = "meeting_change.changed"


def call_off(meeting: Meeting, reason: CallOffReason, by: MemberId, at: datetime) -> Meeting:
    """Decide that a meeting is not held."""
    return replace(meeting, is_cancelled=True, called_off=reason, changed_by=by, changed_at=at)


def check_new_time(meeting: Meeting, starts_at: datetime, now: datetime) -> None:
    """Refuse a time that is over, too far away, or the one there is."""
    if starts_at <= now:
        raise MovedToPastError
    if starts_at > now + MOVED_WITHIN:
        raise MovedTooFarError
    if starts_at == meeting.starts_at:
        raise NotMovedError


def occur_as_decided(
    schedule: WeeklyMeeting, calendar: HouseCalendar, meeting: Meeting, starts_at: datetime
) -> Occurrence:
    """Find when a meeting is held, and its agenda is due, once it begins at another time."""
    local = calendar.local(starts_at)
    held = MovedMeeting(planned_on=meeting.planned_on, held_on=local.date(), starts_at=local.time())
    return occur(schedule, calendar, held)
