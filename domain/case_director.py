"""A partner professional is asked to direct the content of a case, and accepts or declines with a
reason; until somebody accepts, the case counts as without case director.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId

MOST_TIMES_REMINDED: Final = 3
_REMINDED_EACH: Final = 2


class DirectorNotAskedError(RuleBrokenError):
    """Nobody asks you to direct this case now."""

    text_key: ClassVar[str] = "case_director.not_asked"


class CannotDirectError(InvalidInputError):
    """Choose somebody with a place in the case."""

    text_key: ClassVar[str] = "case_director.cannot_direct"


class NoReasonNotToDirectError(InvalidInputError):
    """Say why you do not direct this case."""

    text_key: ClassVar[str] = "case_director.no_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectorRequest:
    """The question to a member to direct a case; ``reminders`` counts those after it,
    ``declined_at`` is when they said no.
    """

    case: CaseId
    member: MemberId
    asked_by: MemberId
    asked_at: datetime
    reminders: int = 0
    declined_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether the member did not answer yet."""
        return self.declined_at is None


def note_declined(request: DirectorRequest, why: str, at: datetime) -> DirectorRequest:
    """Decline to direct a case; NoReasonNotToDirectError without a reason."""
    if not why.strip():
        raise NoReasonNotToDirectError
    return replace(request, declined_at=at)


def remind_to_direct(request: DirectorRequest) -> DirectorRequest:
    """Count a reminder."""
    return replace(request, reminders=request.reminders + 1)


def reminded_on(since: date, calendar: HouseCalendar) -> date:
    """The day on which who was asked is reminded, or looked at again."""
    return calendar.add_working_days(since, _REMINDED_EACH)


def is_undirected(case: Case) -> bool:
    """Tell whether nobody directs the content of a case."""
    return case.case_director is None


def count_undirected(cases: Iterable[Case]) -> int:
    """Count the cases of which nobody directs the content."""
    return sum(map(is_undirected, cases))


def told_weekly_on(on: date, calendar: HouseCalendar) -> date:
    """The working day of this week on which the cases without a case director are told."""
    return calendar.working_day_from(on - timedelta(days=on.weekday()))
