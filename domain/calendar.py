"""Days and hours as the house counts them: local days, working days and duty hours.

Serves every promised term (product page §3) and the duty hours of the acute lane (§6.1). Days off
are handed in.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import RuleBrokenError
from domain.house import DutyHours, Weekday

_DAY: Final = timedelta(days=1)
# duty hours repeat weekly: a house without any in a year has none
_LONGEST_SEARCH_DAYS: Final = 366


class NoDutyHoursError(RuleBrokenError):
    """This house has no duty hours within a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseCalendar:
    """The house's time zone and its days off: ``holidays`` for terms and meetings,
    ``duty_holidays`` for the duty hours.
    """

    time_zone: str
    holidays: frozenset[date] = frozenset()
    duty_holidays: frozenset[date] = frozenset()

    def moment(self, on: date, at: time) -> datetime:
        """Turn a local day and time into a moment in UTC.

        A time that comes twice is the first one; a time the clock skips is read as if the clock
        had not been moved: 02:30 on 28-03-2027 is the moment the clock says 03:30.
        """
        return datetime.combine(on, at, tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        """Show a moment as the clock on the wall shows it."""
        return at.astimezone(ZoneInfo(self.time_zone))

    def is_working_day(self, on: date) -> bool:
        """Tell whether this is a weekday and no public holiday."""
        return on.weekday() < Weekday.SATURDAY and on not in self.holidays

    def add_working_days(self, on: date, days: int) -> date:
        """Count working days from a day, which itself does not count; 0 stays on the day."""
        if days < 0:
            raise ValueError("working days are counted forward")
        return next(islice(self._working_days_after(on), days - 1, None)) if days else on

    def working_day_from(self, on: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        return on if self.is_working_day(on) else self.add_working_days(on, 1)

    def working_days_left(self, on: date, until: date) -> int:
        """Count the working days after a day, up to and with another; 0 when none is left."""
        days = (on + number * _DAY for number in range(1, (until - on).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def promised_on(self, received_at: datetime, working_days: int) -> date:
        """Find the last local day of a term in working days that starts at ``received_at``."""
        return self.add_working_days(self.local(received_at).date(), working_days)

    def is_duty_time(self, at: datetime, hours: Collection[DutyHours]) -> bool:
        """Tell whether the duty process director is at work; never on a day off."""
        today = self.local(at).date()
        return any(opens <= at < closes for opens, closes in self._shifts_on(today, hours))

    def next_duty_moment(self, at: datetime, hours: Collection[DutyHours]) -> datetime:
        """The first moment from now on in duty hours: now itself, or when they next open.

        Raises NoDutyHoursError when there is none within a year.
        """
        for opens, closes in self._shifts_from(self.local(at).date(), hours):
            if at < closes:
                return max(at, opens)
        raise NoDutyHoursError

    def duty_shifts(
        self, first_on: date, last_on: date, hours: Collection[DutyHours]
    ) -> list[tuple[datetime, datetime]]:
        """Opening and closing moments of the duty hours from one day up to and with another."""
        days = (first_on + number * _DAY for number in range((last_on - first_on).days + 1))
        return [shift for day in days for shift in self._shifts_on(day, hours)]

    def _working_days_after(self, on: date) -> Iterator[date]:
        while True:
            on += _DAY
            if self.is_working_day(on):
                yield on

    def _shifts_from(
        self, on: date, hours: Collection[DutyHours]
    ) -> Iterator[tuple[datetime, datetime]]:
        for offset in range(_LONGEST_SEARCH_DAYS):
            yield from self._shifts_on(on + offset * _DAY, hours)

    def _shifts_on(self, on: date, hours: Collection[DutyHours]) -> list[tuple[datetime, datetime]]:
        """Opening and closing moments on one day, earliest first."""
        if on in self.duty_holidays:
            return []
        return sorted(
            (self.moment(on, shift.opens_at), self._closing_moment(on, shift))
            for shift in hours
            if shift.weekday == on.weekday()
        )

    def _closing_moment(self, on: date, shift: DutyHours) -> datetime:
        is_midnight = shift.closes_at == time(0)
        return self.moment(on + _DAY if is_midnight else on, shift.closes_at)
