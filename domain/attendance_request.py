"""Whether a partner comes, asked beforehand: of whom, when, and what was answered.

Serves red cases (product page §4): their required partners are checked before the cut-off. It is no
invitation to an acute session: nothing hangs on the answer but the plan, and nobody is chased.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from domain.calendar import HouseCalendar
from domain.errors import RuleBrokenError
from domain.identifiers import (
    AttendanceRequestId,
    CaseId,
    MeetingId,
    MemberId,
    OrganisationId,
)
from domain.meeting import Meeting

_DAY: Final = timedelta(days=1)
_ASKED_AT: Final = time(9)


class TooLateToAnswerError(RuleBrokenError):
    """The meeting has begun: nothing is asked any more."""

    text_key: ClassVar[str] = "attendance_request.too_late"


class AttendanceAnswer(StrEnum):
    """What a partner says; OPEN as long as it says nothing. COLLEAGUE: somebody else comes."""

    OPEN = "open"
    COMES = "comes"
    CANNOT = "cannot"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRequest:
    """One organisation asked for one meeting, through the member who represents it; ``cases`` are
    for which. ``answered_by`` is another member when it was said by telephone.
    """

    id: AttendanceRequestId
    meeting: MeetingId
    organisation: OrganisationId
    member: MemberId
    cases: tuple[CaseId, ...]
    asked_at: datetime
    answer: AttendanceAnswer = AttendanceAnswer.OPEN
    answered_at: datetime | None = None
    answered_by: MemberId | None = None
    version: int = 1


def answer_request(
    request: AttendanceRequest, answer: AttendanceAnswer, by: MemberId, at: datetime
) -> AttendanceRequest:
    """Answer a request, or change the answer."""
    return replace(request, answer=answer, answered_by=by, answered_at=at)


def reopen_request(request: AttendanceRequest) -> AttendanceRequest:
    """Forget an answer: it was given for another time."""
    return replace(request, answer=AttendanceAnswer.OPEN, answered_by=None, answered_at=None)


def find_next_asking(meeting: Meeting, calendar: HouseCalendar, now: datetime) -> datetime | None:
    """Find when partners are asked next, or those who said nothing reminded: at nine on the last
    working day before that of the cut-off, and at nine on that day; None when both are past.
    """
    cut_off_on = calendar.local(meeting.cut_off_at).date()
    looks = [
        calendar.moment(on, _ASKED_AT)
        for on in (_working_day_before(cut_off_on, calendar), cut_off_on)
    ]
    return next((at for at in looks if now < at < meeting.starts_at), None)


def _working_day_before(on: date, calendar: HouseCalendar) -> date:
    before = on - _DAY
    while not calendar.is_working_day(before):
        before -= _DAY
    return before


def group_cases(
    required: Mapping[CaseId, Sequence[OrganisationId]],
) -> Mapping[OrganisationId, tuple[CaseId, ...]]:
    """For which of these cases each organisation is required, by its id."""
    organisations = sorted({one for named in required.values() for one in named})
    return {
        one: tuple(case for case, named in required.items() if one in named)
        for one in organisations
    }
