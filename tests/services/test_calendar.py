from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from domain.house import ClosedDays, DaysOff, DutyHours, PublicHoliday, Weekday
from files.house.reading import read_house_file
from services.calendar import calendar_of

HOUSE = read_house_file(Path(__file__).parents[2] / "config" / "house.example.yaml")
NOTHING = DaysOff()


def at_noon(on: date) -> datetime:
    return datetime.combine(on, time(11), tzinfo=UTC)


def weekdays_off(days: frozenset[date], year: int) -> list[str]:
    return [f"{on:%m-%d}" for on in sorted(days) if on.year == year and on.weekday() < 5]


@pytest.mark.parametrize(
    ("year", "for_terms"),
    [
        (2026, "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25"),
        (2027, "01-01 03-26 03-29 04-27 05-05 05-06 05-17"),
        (2028, "04-14 04-17 04-27 05-05 05-25 06-05 12-25 12-26"),
        (2029, "01-01 03-30 04-02 04-27 05-10 05-21 12-25 12-26"),
        (2030, "01-01 04-19 04-22 05-30 06-10 12-25 12-26"),
    ],
)
def test_the_days_off_of_the_example_house_year_by_year(year: int, for_terms: str):
    calendar = calendar_of(HOUSE, datetime(year, 6, 1, tzinfo=UTC))
    assert weekdays_off(calendar.holidays, year) == for_terms.split()
    good_friday = {"04-03", "03-26", "04-14", "03-30", "04-19"}
    on_duty_too = [on for on in for_terms.split() if on not in good_friday]
    assert weekdays_off(calendar.duty_holidays, year) == on_duty_too


def test_good_friday_is_a_day_like_others_for_the_acute_lane():
    at = at_noon(date(2027, 3, 26))
    calendar = calendar_of(HOUSE, at)
    assert calendar.is_duty_time(at, HOUSE.duty.hours)
    assert not calendar.is_working_day(date(2027, 3, 26))


def test_a_house_that_decides_nothing_keeps_the_public_holidays():
    house = replace(HOUSE, closed_days=ClosedDays(terms=NOTHING, duty=NOTHING))
    calendar = calendar_of(house, at_noon(date(2026, 6, 1)))
    assert date(2026, 4, 3) in calendar.holidays
    assert date(2026, 5, 5) not in calendar.holidays
    assert date(2025, 5, 5) in calendar.holidays  # a day off once in five years
    assert calendar.duty_holidays == calendar.holidays


def test_a_house_closes_and_opens_days_by_date_and_by_holiday():
    chosen = DaysOff(
        closed=frozenset({date(2026, 12, 24), PublicHoliday.LIBERATION_DAY}),
        open=frozenset({PublicHoliday.KINGS_DAY, date(2026, 5, 5)}),
    )
    house = replace(HOUSE, closed_days=ClosedDays(duty=chosen))
    off = calendar_of(house, at_noon(date(2026, 6, 1))).duty_holidays
    assert date(2026, 12, 24) in off
    assert date(2026, 4, 27) not in off
    assert date(2026, 5, 5) not in off  # the date counts before the holiday
    assert date(2027, 5, 5) in off


def test_two_holidays_on_one_day_close_it_when_either_does():
    chosen = DaysOff(open=frozenset({PublicHoliday.ASCENSION_DAY}))
    at = at_noon(date(2016, 6, 1))  # Ascension Day fell on 5 May
    opened = calendar_of(replace(HOUSE, closed_days=ClosedDays(terms=chosen)), at)
    assert date(2016, 5, 5) in opened.holidays
    assert date(2017, 5, 25) not in opened.holidays


def test_duty_may_be_round_the_clock():
    hours = [DutyHours(weekday=day, opens_at=time(0), closes_at=time(0)) for day in Weekday]
    house = replace(HOUSE, closed_days=ClosedDays(duty=DaysOff(open=frozenset(PublicHoliday))))
    for at in (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 12, 25, 22, 59, tzinfo=UTC)):
        calendar = calendar_of(house, at)
        assert calendar.is_duty_time(at, hours)
        assert calendar.next_duty_moment(at, hours) == at
