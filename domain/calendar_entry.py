"""What a member's own calendar says of one meeting, and when it must say something else.

Serves the own times of a member (product page §5): times only, nothing of a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from domain.identifiers import MeetingId, MemberId

Hours = tuple[tuple[datetime, datetime], ...]
"""From when until when a member is at the table, each time they come."""


class Slot(Protocol):
    """Something that takes place from one moment to another."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """When one member is needed in one meeting, as last announced to their calendar; never when
    ``hours`` is empty. Calendars know it by ``uid``, and the newest by ``sequence``
    (RFC 5545 §3.8.7.4).
    """

    meeting: MeetingId
    member: MemberId
    uid: str
    hours: Hours = ()
    place: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHours:
    """What a member was last told of their own times in a meeting; never needed when ``hours`` is
    empty.
    """

    member: MemberId
    hours: Hours = ()


def join_hours(slots: Iterable[Slot]) -> Hours:
    """Join slots, by the clock, where one begins before the other has ended."""
    hours: list[tuple[datetime, datetime]] = []
    for slot in slots:
        if hours and slot.starts_at <= hours[-1][1]:
            hours[-1] = (hours[-1][0], max(hours[-1][1], slot.ends_at))
        else:
            hours.append((slot.starts_at, slot.ends_at))
    return tuple(hours)


def change_entry(entry: CalendarEntry, hours: Hours, place: str) -> CalendarEntry | None:
    """The entry with these hours, one higher; None when the calendar says so already."""
    is_moved = bool(hours) and entry.place != place
    if entry.hours == hours and not is_moved:
        return None
    return replace(entry, hours=hours, place=place, sequence=entry.sequence + 1)
