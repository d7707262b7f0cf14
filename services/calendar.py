"""The calendar of a house: its time zone and the Dutch public holidays around a moment."""

from datetime import date, datetime
from functools import lru_cache

import holidays

from domain.calendar import HouseCalendar
from domain.house import House


def calendar_of(house: House, at: datetime) -> HouseCalendar:
    """Give the house's calendar, good from a year before ``at`` to two years after."""
    return HouseCalendar(
        time_zone=house.time_zone, holidays=public_holidays(at.year - 1, at.year + 2)
    )


def write_moment(house: House, at: datetime) -> str:
    """Write a moment in the time of the house, such as ``24-11-2026 09:05``."""
    return f"{calendar_of(house, at).local(at):%d-%m-%Y %H:%M}"


@lru_cache(maxsize=8)
def public_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """List the Dutch public holidays of these years, both included."""
    return frozenset(holidays.country_holidays("NL", years=range(first_year, last_year + 1)))
