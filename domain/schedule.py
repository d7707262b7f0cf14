"""When weekly meetings are held: each occurrence once, right across the clock change, public
holidays and moves (product page §5).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from domain.calendar import HouseCalendar
from domain.house import MovedMeeting, OnHoliday, WeeklyMeeting, WeekMoment
from domain.identifiers import ChannelId, MeetingId, MeetingKindId, ScheduleId

_WEEK: Final = timedelta(weeks=1)
# dates are looked up a day around; which meetings count, their moments decide
_MARGIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One meeting of a schedule; ``key`` holds the date it was planned on, also when moved."""

    key: MeetingId
    schedule: ScheduleId
    channel: ChannelId
    planned_on: date
    starts_at: datetime
    ends_at: datetime
    cut_off_at: datetime
    posts_at: datetime
    place: str = ""
    kind: MeetingKindId | None = None


def list_occurrences(
    meeting: WeeklyMeeting, calendar: HouseCalendar, since: datetime, until: datetime
) -> Sequence[Occurrence]:
    """List the meetings that start from ``since`` up to, not including, ``until``, by start."""
    found = [occur(meeting, calendar, move) for move in meeting.moved if _fits(meeting, move)]
    first, last = calendar.local(since).date(), calendar.local(until).date()
    found += _list_unmoved(meeting, calendar, first - _MARGIN, last + _MARGIN)
    return sorted(
        (one for one in found if since <= one.starts_at < until), key=lambda one: one.starts_at
    )


def is_skipped(meeting: WeeklyMeeting, calendar: HouseCalendar, on: date) -> bool:
    """Tell whether the meeting planned on this date falls away for a public holiday."""
    return meeting.on_holiday is OnHoliday.SKIP and on in calendar.holidays


def _fits(meeting: WeeklyMeeting, move: MovedMeeting) -> bool:
    return move.planned_on.weekday() == meeting.weekday


# the clock asks the same every few seconds, and a year of meetings takes a third of a millisecond
@lru_cache(maxsize=64)
def _list_unmoved(
    meeting: WeeklyMeeting, calendar: HouseCalendar, first: date, last: date
) -> tuple[Occurrence, ...]:
    moved = {move.planned_on for move in meeting.moved}
    return tuple(
        occur(meeting, calendar, _as_planned(meeting, on))
        for on in _planned_dates(meeting, first, last)
        if on not in moved and not is_skipped(meeting, calendar, on)
    )


def _planned_dates(meeting: WeeklyMeeting, first: date, last: date) -> Iterator[date]:
    on = first + timedelta(days=(meeting.weekday - first.weekday()) % 7)
    while on <= last:
        yield on
        on += _WEEK


def _as_planned(meeting: WeeklyMeeting, on: date) -> MovedMeeting:
    return MovedMeeting(planned_on=on, held_on=on, starts_at=meeting.starts_at)


def occur(meeting: WeeklyMeeting, calendar: HouseCalendar, held: MovedMeeting) -> Occurrence:
    """The meeting of one date as it is held."""
    starts_at = calendar.moment(held.held_on, held.starts_at)
    posts_at = min(starts_at, _before(meeting, calendar, held.held_on, meeting.posts))
    return Occurrence(
        key=MeetingId(f"{meeting.id}:{held.planned_on.isoformat()}"),
        schedule=meeting.id,
        channel=meeting.channel,
        planned_on=held.planned_on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=meeting.minutes),
        cut_off_at=min(posts_at, _before(meeting, calendar, held.held_on, meeting.cut_off)),
        posts_at=posts_at,
        place=meeting.place,
        kind=meeting.kind,
    )


def _before(
    meeting: WeeklyMeeting, calendar: HouseCalendar, held_on: date, moment: WeekMoment
) -> datetime:
    """Cut-off and posting keep their distance in days, also before a moved meeting."""
    days = timedelta(days=moment.days_before(meeting.weekday))
    return calendar.moment(held_on - days, moment.at)
