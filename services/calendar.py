"""The calendar of a house: its time zone and its days off around a moment. A package proposes the
public holidays; the house decides, for terms and for duty hours apart (product page §5).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import holidays

from domain.calendar import HouseCalendar
from domain.house import DaysOff, House, PublicHoliday

_NAMES: Final = {
    "New Year's Day": PublicHoliday.NEW_YEARS_DAY,
    "Good Friday": PublicHoliday.GOOD_FRIDAY,
    "Easter Sunday": PublicHoliday.EASTER_SUNDAY,
    "Easter Monday": PublicHoliday.EASTER_MONDAY,
    "King's Day": PublicHoliday.KINGS_DAY,
    "Liberation Day": PublicHoliday.LIBERATION_DAY,
    "Ascension Day": PublicHoliday.ASCENSION_DAY,
    "Pentecost": PublicHoliday.WHIT_SUNDAY,
    "Pentecost Monday": PublicHoliday.WHIT_MONDAY,
    "Christmas Day": PublicHoliday.CHRISTMAS_DAY,
    "Second Day of Christmas": PublicHoliday.SECOND_CHRISTMAS_DAY,
}


# by year; asked many times in a turn, and a process serves one house
_calendars: dict[int, tuple[House, HouseCalendar]] = {}


def calendar_of(house: House, at: datetime) -> HouseCalendar:
    """Give the house's calendar, good from a year before ``at`` to two years after."""
    made_for, calendar = _calendars.get(at.year, (None, None))
    if calendar is None or made_for is not house:
        calendar = _make_calendar(house, at.year)
        _calendars[at.year] = (house, calendar)
    return calendar


def _make_calendar(house: House, year: int) -> HouseCalendar:
    years = (year - 1, year + 2)
    return HouseCalendar(
        time_zone=house.time_zone,
        holidays=_days_off(house.closed_days.terms, *years),
        duty_holidays=_days_off(house.closed_days.duty, *years),
    )


def write_moment(house: House, at: datetime) -> str:
    """Write a moment in the time of the house, such as ``24-11-2026 09:05``."""
    return f"{calendar_of(house, at).local(at):%d-%m-%Y %H:%M}"


@lru_cache(maxsize=16)
def _days_off(chosen: DaysOff, first_year: int, last_year: int) -> frozenset[date]:
    """The days off in these years, both included."""
    named = _find_holidays(first_year, last_year)
    proposed = holidays.country_holidays("NL", years=range(first_year, last_year + 1))
    days = {*named, *(day for day in chosen.closed if isinstance(day, date))}
    decided = {on: [chosen.decides(on, one) for one in named.get(on, (None,))] for on in days}
    # two holidays on one day: the house is closed when either closes it
    return frozenset(
        on
        for on, decisions in decided.items()
        if any(on in proposed if one is None else one for one in decisions)
    )


@lru_cache(maxsize=8)
def _find_holidays(first_year: int, last_year: int) -> Mapping[date, tuple[PublicHoliday, ...]]:
    """The Dutch holidays in these years, those too on which most people work."""
    found = holidays.country_holidays(
        "NL",
        years=range(first_year, last_year + 1),
        language="en_US",
        categories=("public", "optional"),
    )
    return {on: tuple(_read_names(found.get_list(on))) for on in found}


def _read_names(names: list[str]) -> Iterator[PublicHoliday]:
    for name in names:
        yield _NAMES[name]
