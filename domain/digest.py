"""The digest: what a member has to know that cannot be said at once waits for half past eight on
a working day (product page §1.8).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.absence import Span, join_spans
from domain.calendar import HouseCalendar

# what a digest may have to say is looked at before it is made
LOOKED_AT: Final = time(8, 25)
READ_AT: Final = time(8, 30)
_DAY: Final = timedelta(days=1)
_OFFICE_CLOSES_AT: Final = time(17, 30)


def find_digest_moment(calendar: HouseCalendar, on: date, away: Sequence[Span]) -> datetime:
    """When the digest of a day reaches a member: half past eight on that day, or the first working
    day after it; who is away then gets it when they are back.
    """
    at = calendar.moment(calendar.working_day_from(on), READ_AT)
    for span in join_spans(away):
        if span.starts_at <= at < span.ends_at:
            at = _back_from(calendar, span.ends_at)
    return at


def find_first_digest(calendar: HouseCalendar, since: datetime, away: Sequence[Span]) -> datetime:
    """When the first digest after a moment reaches a member."""
    on = calendar.local(since).date()
    is_past = since >= calendar.moment(on, READ_AT)
    return find_digest_moment(calendar, on + _DAY if is_past else on, away)


def _back_from(calendar: HouseCalendar, ends_at: datetime) -> datetime:
    on = calendar.local(ends_at).date()
    if calendar.is_working_day(on) and ends_at < calendar.moment(on, _OFFICE_CLOSES_AT):
        return max(ends_at, calendar.moment(on, READ_AT))
    first = calendar.working_day_from(on)
    return calendar.moment(first if first > on else calendar.add_working_days(on, 1), READ_AT)
