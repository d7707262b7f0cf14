from datetime import UTC, date, datetime

import pytest

from domain.absence import Span
from domain.calendar import HouseCalendar
from domain.digest import find_digest_moment

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam", holidays=frozenset({date(2026, 12, 25)}))
TUESDAY = date(2026, 12, 1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In winter the house is an hour ahead."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def away(first: datetime, last: datetime) -> Span:
    return Span(starts_at=first, ends_at=last)


@pytest.mark.parametrize(("on", "comes"), [
    (TUESDAY, at(1, 7, 30)),
    (date(2026, 12, 5), at(7, 7, 30)),
    (date(2026, 12, 25), at(28, 7, 30)),
])  # fmt: skip
def test_it_comes_at_half_past_eight_on_a_working_day_of_the_house(on: date, comes: datetime):
    assert find_digest_moment(CALENDAR, on, []) == comes


@pytest.mark.parametrize(("spans", "comes"), [
    ([away(at(1, 8), at(2, 23))], at(1, 7, 30)),  # from nine o'clock that day
    ([away(at(1, 7), at(1, 7, 30))], at(1, 7, 30)),  # back at half past eight
    ([away(at(1, 7), at(1, 11))], at(1, 11)),  # back at noon
    ([away(at(1, 7), at(1, 17))], at(2, 7, 30)),  # back when the office is closed
    ([away(at(1, 7), at(2, 23))], at(3, 7, 30)),  # whole days
    ([away(at(1, 7), at(5, 11))], at(7, 7, 30)),  # back on a Saturday
    ([away(at(3, 23), at(4, 23)), away(at(1, 7), at(3, 23))], at(7, 7, 30)),  # one after another
])  # fmt: skip
def test_who_is_away_then_gets_it_when_they_are_back(spans: list[Span], comes: datetime):
    assert find_digest_moment(CALENDAR, TUESDAY, spans) == comes
