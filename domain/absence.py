"""When a member cannot come: whole days, or hours on one day, in the time of the house.

Serves the agenda (product page §5): a case is planned when its partners can be there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError
from domain.identifiers import AbsenceId, MemberId

_DAY: Final = timedelta(days=1)
# whoever types a wrong year would be away for good
FURTHEST_WITHIN: Final = timedelta(days=731)


class WrongOrderError(InvalidInputError):
    """The end of an absence comes after its beginning."""

    text_key: ClassVar[str] = "absence.wrong_order"


class HoursOfOneDayError(InvalidInputError):
    """Hours can be given for one day at a time."""

    text_key: ClassVar[str] = "absence.hours_of_one_day"


class AbsencePastError(InvalidInputError):
    """An absence that is over cannot be given any more."""

    text_key: ClassVar[str] = "absence.in_the_past"


class AbsenceTooFarError(InvalidInputError):
    """An absence ends within two years."""

    text_key: ClassVar[str] = "absence.too_far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one moment up to another (aware UTC)."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Tell whether they have a moment in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def holds(self, other: "Span") -> bool:
        """Tell whether the other lies in it whole."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceWish:
    """What somebody fills in: days, both included, or hours on one day; an hour that is left out
    is the beginning or the end of the day.
    """

    first_on: date
    last_on: date
    from_time: time | None = None
    until_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A member is away; ``entered_by`` is another one when it was said by telephone."""

    id: AbsenceId
    member: MemberId
    span: Span
    entered_by: MemberId
    entered_at: datetime


def check_days(wish: AbsenceWish, today: date) -> None:
    """Refuse days that are in the wrong order, over or too far ahead, and hours on several days.

    Raises WrongOrderError, HoursOfOneDayError, AbsencePastError and AbsenceTooFarError.
    """
    has_hours = wish.from_time is not None or wish.until_time is not None
    if wish.last_on < wish.first_on:
        raise WrongOrderError
    if has_hours and wish.first_on != wish.last_on:
        raise HoursOfOneDayError
    if wish.last_on < today:
        raise AbsencePastError
    if wish.last_on > today + FURTHEST_WITHIN:
        raise AbsenceTooFarError


def form_span(wish: AbsenceWish, calendar: HouseCalendar, now: datetime) -> Span:
    """Form the span of an absence from what was filled in.

    Raises what ``check_days`` raises, of the hours too.
    """
    check_days(wish, calendar.local(now).date())
    starts_at = calendar.moment(wish.first_on, wish.from_time or time())
    ends_at = (
        calendar.moment(wish.last_on, wish.until_time)
        if wish.until_time is not None
        else calendar.moment(wish.last_on + _DAY, time())
    )
    if ends_at <= starts_at:
        raise WrongOrderError
    if ends_at <= now:
        raise AbsencePastError
    return Span(starts_at=starts_at, ends_at=ends_at)


def join_absences(known: Sequence[Absence], new: Absence) -> Absence:
    """One absence for all that overlap or touch; ``known`` are those of the same member."""
    joined = new
    for one in sorted(known, key=lambda absence: absence.span.starts_at):
        if _touch(one.span, joined.span):
            span = Span(
                starts_at=min(one.span.starts_at, joined.span.starts_at),
                ends_at=max(one.span.ends_at, joined.span.ends_at),
            )
            joined = replace(joined, span=span)
    return joined


def _touch(one: Span, other: Span) -> bool:
    return one.starts_at <= other.ends_at and other.starts_at <= one.ends_at


def list_free_spans(away: Sequence[Span], whole: Span) -> tuple[Span, ...]:
    """The parts of a span that none of these covers, by start."""
    free, since = list[Span](), whole.starts_at
    for one in sorted(away, key=lambda span: span.starts_at):
        if since < min(one.starts_at, whole.ends_at):
            until = min(one.starts_at, whole.ends_at)
            free.append(Span(starts_at=since, ends_at=until))
        since = max(since, one.ends_at)
    if since < whole.ends_at:
        free.append(Span(starts_at=since, ends_at=whole.ends_at))
    return tuple(free)


def join_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same moments as few spans, by start: those that overlap or touch are one."""
    joined = list[Span]()
    for one in sorted(spans, key=lambda span: (span.starts_at, span.ends_at)):
        if joined and one.starts_at <= joined[-1].ends_at:
            ends_at = max(joined[-1].ends_at, one.ends_at)
            joined[-1] = replace(joined[-1], ends_at=ends_at)
        else:
            joined.append(one)
    return tuple(joined)
