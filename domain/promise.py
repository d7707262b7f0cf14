"""The term in which a referrer is promised an answer: the coordinators are warned two working days
before it passes and on its last day (product page §3).
"""

from datetime import date, timedelta

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case

_WARNED_AHEAD = 2
_DAY = timedelta(days=1)
_UNANSWERED = frozenset(
    {CaseState.SUBMITTED, CaseState.INCOMPLETE, CaseState.PURPOSE_TESTED, CaseState.UNIDENTIFIED}
)


def awaits_promise(case: Case) -> bool:
    """Tell whether the referrer of a case did not get their answer yet."""
    return case.state in _UNANSWERED


def find_promise_warning(case: Case, after: date, calendar: HouseCalendar) -> date | None:
    """Find the next day after this one on which the coordinators are warned; None when there is
    none any more.
    """
    days = (case.promised_on - _DAY * number for number in range(14, -1, -1))
    return next((day for day in days if day > after and is_warned_on(case, day, calendar)), None)


def is_warned_on(case: Case, on: date, calendar: HouseCalendar) -> bool:
    """Tell whether the coordinators are warned of the term of a case on this working day."""
    left = calendar.working_days_left(on, case.promised_on)
    is_near = on == case.promised_on or (left == _WARNED_AHEAD and on < case.promised_on)
    return is_near and calendar.is_working_day(on)
