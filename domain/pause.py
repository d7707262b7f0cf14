"""A case that rests: off the list and the agenda, and looked at again on a day within twelve weeks
(product page §3). A pause ends by a person, never by itself.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Final

from domain.access import CaseState
from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import InvalidInputError
from domain.identifiers import CaseId
from domain.lifecycle import leave_list

LONGEST_PAUSE_WITHIN: Final = timedelta(weeks=12)
_ASKED_EACH: Final = timedelta(weeks=1)


class NoPauseReasonError(InvalidInputError):
    """A pause always has a reason."""

    text_key: ClassVar[str] = "pause.no_reason"


class WrongPauseDayError(InvalidInputError):
    """A paused case is looked at again after today, and within twelve weeks."""

    text_key: ClassVar[str] = "pause.wrong_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why a case was paused, by whom, and on which day the house looks at it again."""

    case: CaseId
    reason: str
    review_on: date
    signed: Signature


def find_review_day(wanted: date, today: date, calendar: HouseCalendar) -> date:
    """The day on which a paused case is looked at again: as wanted, or the first working day after
    it. WrongPauseDayError when that is not after today, or past twelve weeks.
    """
    if not today < wanted <= today + LONGEST_PAUSE_WITHIN:
        raise WrongPauseDayError
    return calendar.working_day_from(wanted)


def decide_pause(
    case: CaseId, reason: str, wanted: date, signed: Signature, calendar: HouseCalendar
) -> Pause:
    """Decide that a case rests; NoPauseReasonError, WrongPauseDayError."""
    if not reason.strip():
        raise NoPauseReasonError
    review_on = find_review_day(wanted, signed.on, calendar)
    return Pause(case=case, reason=reason.strip(), review_on=review_on, signed=signed)


def let_rest(case: Case, pause: Pause) -> Case:
    """A case that rests until it is looked at again."""
    paused = leave_list(case, CaseState.PAUSED, pause.signed)
    return replace(paused, paused_until=pause.review_on)


def find_asking_day(today: date, calendar: HouseCalendar) -> date:
    """When it is asked again what becomes of a paused case, once its day came."""
    return calendar.working_day_from(today + _ASKED_EACH)
