"""A legal hold stops the destruction of a case: by a process director, with a reason and until a
day. When that day comes near it is asked again; by itself it ends.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.retention import RetentionEnd

LONGEST_HOLD: Final = timedelta(days=366)
_ASKED_AHEAD: Final = 10  # working days


class NoHoldReasonError(InvalidInputError):
    """Whoever stops the destruction of a case says why."""

    text_key: ClassVar[str] = "retention_hold.no_reason"


class HoldDayError(InvalidInputError):
    """A hold ends on a day to come, within a year."""

    text_key: ClassVar[str] = "retention_hold.other_day"


class NotHeldError(RuleBrokenError):
    """The destruction of this case is not stopped, or no longer."""

    text_key: ClassVar[str] = "retention_hold.not_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionHold:
    """A case is not destroyed up to and with a day: who stopped it, when and why."""

    case: CaseId
    until_on: date
    reason: str
    set_by: MemberId
    set_at: datetime


def check_hold(reason: str, until_on: date, today: date) -> None:
    """Raise NoHoldReasonError or HoldDayError when this is no hold."""
    if not reason.strip():
        raise NoHoldReasonError
    if not today < until_on <= today + LONGEST_HOLD:
        raise HoldDayError


def goes_now(end: RetentionEnd, held_until: date | None, today: date) -> bool:
    """Tell whether a case is destroyed today: its end has come, and no hold stops it."""
    return end.has_come(today) and (held_until is None or held_until < today)


def is_asked_again(until_on: date, today: date, calendar: HouseCalendar) -> bool:
    """Tell whether a hold ends so soon that it is asked whether it must go on."""
    return today <= until_on and calendar.working_days_left(today, until_on) <= _ASKED_AHEAD
