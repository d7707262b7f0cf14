from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import HouseCalendar, NoDutyHoursError
from domain.house import DutyHours, Weekday

EASTER_MONDAY = date(2027, 3, 29)
CALENDAR = HouseCalendar(
    time_zone="Europe/Amsterdam",
    holidays=frozenset({EASTER_MONDAY, date(2026, 12, 25), date(2027, 1, 1)}),
    duty_holidays=frozenset({EASTER_MONDAY, date(2026, 12, 25), date(2027, 1, 1)}),
)
OFFICE_DAYS = [
    DutyHours(weekday=Weekday(n), opens_at=time(9), closes_at=time(17)) for n in range(5)
]
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "at", "moment"),
    [
        (date(2026, 7, 1), time(9), utc(2026, 7, 1, 7)),
        (date(2026, 11, 1), time(9), utc(2026, 11, 1, 8)),
        (date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),  # comes twice: the first
        (date(2026, 10, 25), time(3), utc(2026, 10, 25, 2)),
        (date(2027, 3, 28), time(2, 30), utc(2027, 3, 28, 1, 30)),  # skipped: clock says 03:30
        (date(2027, 3, 28), time(3), utc(2027, 3, 28, 1)),
    ],
)
def test_a_local_time_is_one_moment_also_in_the_nights_the_clock_is_moved(
    on: date, at: time, moment: datetime
):
    assert CALENDAR.moment(on, at) == moment


def test_the_skipped_half_hour_shows_as_an_hour_later():
    assert CALENDAR.local(CALENDAR.moment(date(2027, 3, 28), time(2, 30))).time() == time(3, 30)


@pytest.mark.parametrize(
    ("on", "days", "result"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday to Monday
        (date(2026, 12, 23), 2, date(2026, 12, 28)),  # over Christmas
        (date(2027, 3, 25), 2, date(2027, 3, 30)),  # over Easter
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
    ],
)
def test_working_days_pass_over_weekends_and_public_holidays(on: date, days: int, result: date):
    assert CALENDAR.add_working_days(on, days) == result


def test_a_term_backwards_is_no_term():
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 11, 20), -1)


@given(DAYS, st.integers(1, 40))
def test_a_term_ends_on_a_working_day_with_exactly_that_many_on_the_way(on: date, days: int):
    end = CALENDAR.add_working_days(on, days)
    passed = [on + timedelta(days=n) for n in range(1, (end - on).days + 1)]
    assert CALENDAR.is_working_day(end)
    assert sum(CALENDAR.is_working_day(day) for day in passed) == days


@given(on=DAYS, days=st.integers(0, 30))
def test_what_is_left_of_a_term_is_as_long_as_the_term_and_never_less_than_none(
    on: date, days: int
):
    end = CALENDAR.add_working_days(on, days)
    assert CALENDAR.working_days_left(on, end) == days
    assert CALENDAR.working_days_left(end, on) == 0


def test_the_promised_term_counts_from_the_local_day():
    late_on_thursday = utc(2026, 11, 19, 22, 59)
    already_friday = utc(2026, 11, 19, 23, 1)
    assert CALENDAR.promised_on(late_on_thursday, 1) == date(2026, 11, 20)
    assert CALENDAR.promised_on(already_friday, 1) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "is_duty"),
    [
        (utc(2026, 11, 20, 7, 59, 59), False),
        (utc(2026, 11, 20, 8), True),
        (utc(2026, 11, 20, 15, 59, 59), True),
        (utc(2026, 11, 20, 16), False),  # the end is not included
        (utc(2026, 11, 21, 12), False),  # Saturday
        (utc(2026, 12, 25, 12), False),  # Christmas, a Friday
        (utc(2026, 7, 1, 7), True),  # summer time
    ],
)
def test_duty_time_is_local_office_time_and_no_holiday(at: datetime, is_duty: bool):
    assert CALENDAR.is_duty_time(at, OFFICE_DAYS) is is_duty


@pytest.mark.parametrize(
    ("at", "next_at"),
    [
        (utc(2026, 11, 20, 10), utc(2026, 11, 20, 10)),  # now
        (utc(2026, 11, 20, 5), utc(2026, 11, 20, 8)),  # later this morning
        (utc(2026, 11, 20, 16), utc(2026, 11, 23, 8)),  # after the weekend
        (utc(2026, 10, 23, 15), utc(2026, 10, 26, 8)),  # the clock was moved back
        (utc(2027, 3, 26, 16), utc(2027, 3, 30, 7)),  # over Easter, the clock moved forward
    ],
)
def test_an_acute_report_waits_for_the_next_duty_hour(at: datetime, next_at: datetime):
    assert CALENDAR.next_duty_moment(at, OFFICE_DAYS) == next_at


def test_a_lunch_break_in_duty_hours_waits_till_after_lunch():
    friday = Weekday.FRIDAY
    hours = [
        DutyHours(weekday=friday, opens_at=time(13), closes_at=time(17)),
        DutyHours(weekday=friday, opens_at=time(9), closes_at=time(12)),
    ]
    assert CALENDAR.next_duty_moment(utc(2026, 11, 20, 7), hours) == utc(2026, 11, 20, 8)
    assert CALENDAR.next_duty_moment(utc(2026, 11, 20, 11), hours) == utc(2026, 11, 20, 12)


def test_a_house_without_duty_hours_says_so():
    with pytest.raises(NoDutyHoursError):
        CALENDAR.next_duty_moment(utc(2026, 11, 20), [])


@given(MOMENTS)
def test_the_next_duty_moment_is_in_duty_time_and_none_is_skipped(at: datetime):
    next_at = CALENDAR.next_duty_moment(at, OFFICE_DAYS)
    assert next_at >= at
    assert CALENDAR.is_duty_time(next_at, OFFICE_DAYS)
    quarter = timedelta(minutes=15)
    waiting = [at + n * quarter for n in range((next_at - at) // quarter + 1)]
    assert not any(CALENDAR.is_duty_time(one, OFFICE_DAYS) for one in waiting if one < next_at)
