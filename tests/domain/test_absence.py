from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.absence import (
    Absence,
    AbsencePastError,
    AbsenceTooFarError,
    AbsenceWish,
    HoursOfOneDayError,
    Span,
    WrongOrderError,
    form_span,
    join_absences,
    join_spans,
    list_free_spans,
)
from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError
from domain.identifiers import AbsenceId, MemberId

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)  # ten in the morning in the house
TODAY = date(2026, 2, 9)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def wish(
    first: date,
    last: date | None = None,
    since: time | None = None,
    until: time | None = None,
) -> AbsenceWish:
    return AbsenceWish(first_on=first, last_on=last or first, from_time=since, until_time=until)


def span(start: float, end: float) -> Span:
    """Hours from now."""
    return Span(starts_at=NOW + start * HOUR, ends_at=NOW + end * HOUR)


def absence(start: float, end: float, name: str = "a") -> Absence:
    return Absence(
        id=AbsenceId(name),
        member=MemberId("agent"),
        span=span(start, end),
        entered_by=MemberId("agent"),
        entered_at=NOW,
    )


def test_whole_days_are_from_midnight_to_midnight_in_the_house():
    formed = form_span(wish(date(2026, 2, 12), date(2026, 2, 13)), CALENDAR, NOW)
    assert formed.starts_at == datetime(2026, 2, 11, 23, 0, tzinfo=UTC)
    assert formed.ends_at == datetime(2026, 2, 13, 23, 0, tzinfo=UTC)


def test_hours_are_those_of_the_clock_in_the_house():
    formed = form_span(wish(date(2026, 7, 2), None, time(9, 30), time(11)), CALENDAR, NOW)
    assert formed.starts_at == datetime(2026, 7, 2, 7, 30, tzinfo=UTC)
    assert formed.ends_at - formed.starts_at == 1.5 * HOUR


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 30), 24)]
)
def test_a_day_on_which_the_clock_is_moved_is_as_long_as_it_is(day: date, hours: int):
    formed = form_span(wish(day), CALENDAR, NOW)
    assert formed.ends_at - formed.starts_at == hours * HOUR


def test_an_hour_that_is_left_out_is_the_beginning_or_the_end_of_the_day():
    morning = form_span(wish(date(2026, 2, 12), None, None, time(12)), CALENDAR, NOW)
    afternoon = form_span(wish(date(2026, 2, 12), None, time(12), None), CALENDAR, NOW)
    assert morning.ends_at == afternoon.starts_at
    assert morning.starts_at + DAY == afternoon.ends_at


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (wish(date(2026, 2, 12), date(2026, 2, 11)), WrongOrderError),
        (wish(date(2026, 2, 12), None, time(11), time(11)), WrongOrderError),
        (wish(date(2026, 2, 12), date(2026, 2, 13), time(9), None), HoursOfOneDayError),
        (wish(date(2026, 2, 8)), AbsencePastError),
        (wish(TODAY, None, time(8), time(10)), AbsencePastError),
        (wish(date(2062, 2, 12)), AbsenceTooFarError),
        (wish(TODAY, date.max), AbsenceTooFarError),
    ],
)
def test_what_cannot_be_is_refused(wrong: AbsenceWish, error: type[InvalidInputError]):
    with pytest.raises(error):
        form_span(wrong, CALENDAR, NOW)


def test_what_has_begun_and_is_not_over_can_be_given():
    assert form_span(wish(TODAY, None, time(8), time(11)), CALENDAR, NOW).ends_at == NOW + HOUR


def test_absences_that_overlap_or_touch_become_one():
    known = [absence(0, 2), absence(3, 5), absence(5, 6), absence(9, 10)]
    assert join_absences(known, absence(1, 5)).span == span(0, 6)


def test_an_absence_apart_stays_apart():
    assert join_absences([absence(0, 2)], absence(3, 4)).span == span(3, 4)


def test_who_is_away_in_the_middle_is_there_before_and_after():
    assert list_free_spans([span(1, 2)], span(0, 3)) == (span(0, 1), span(2, 3))


def test_who_is_away_the_whole_time_is_never_there():
    assert list_free_spans([span(-1, 2), span(1, 9)], span(0, 3)) == ()


def test_an_absence_before_or_after_changes_nothing():
    assert list_free_spans([span(-2, -1), span(4, 5)], span(0, 3)) == (span(0, 3),)


SPANS = st.lists(
    st.tuples(st.integers(-3, 9), st.integers(1, 6)).map(lambda one: span(one[0], sum(one))),
    max_size=5,
)


@given(SPANS)
def test_each_hour_is_either_free_or_away(away: list[Span]):
    free = list_free_spans(away, span(0, 8))
    for hour in range(8):
        one = span(hour, hour + 1)
        assert any(part.holds(one) for part in free) != any(part.holds(one) for part in away)


@given(SPANS)
def test_joined_spans_hold_the_same_hours_and_lie_apart(spans: list[Span]):
    joined = join_spans(spans)
    for hour in range(-3, 16):
        one = span(hour, hour + 1)
        assert any(part.holds(one) for part in joined) == any(part.holds(one) for part in spans)
    assert all(a.ends_at < b.starts_at for a, b in pairwise(joined))
