"""When somebody is away, in words."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cards.words import Text
from domain.absence import Span

_DAY: Final = timedelta(days=1)


def tell_span(span: Span, time_zone: ZoneInfo) -> Text:
    """Say when somebody is away: whole days, hours of one day, or from one moment to another."""
    starts, ends = (at.astimezone(time_zone) for at in (span.starts_at, span.ends_at))
    if starts.time() == ends.time() == time():
        return _tell_days(starts, ends - _DAY)
    is_one_day = starts.date() == (ends - timedelta(microseconds=1)).date()
    if not is_one_day:
        return Text("absence.moments", {"starts_at": span.starts_at, "ends_at": span.ends_at})
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else "24:00"
    return Text("absence.hours", {"on": starts.date(), "since": f"{starts:%H:%M}", "until": until})


def _tell_days(first: datetime, last: datetime) -> Text:
    if first.date() == last.date():
        return Text("absence.whole_day", {"on": first.date()})
    return Text("absence.whole_days", {"first_on": first.date(), "last_on": last.date()})
