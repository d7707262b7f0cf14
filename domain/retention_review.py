"""Each year it is asked whether a case is still needed: of one that is not closed each year after
its first processing, of one that was closed each year after that. What nobody needs any more is
kept no longer (GDPR art. 5(1)(e), BGS art. 1.16).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from domain.access import SHIELDED, CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.retention import SHORTLY_KEPT, add_months

_YEAR: Final = 12  # months
_EACH: Final = 5  # working days
# after twenty working days of silence
_NAMED_FROM: Final = 4  # reminders
# the coming night but one begins with this day
_GOES_WITHIN: Final = timedelta(days=2)


class NoReviewReasonError(InvalidInputError):
    """Whoever still needs a case says why."""

    text_key: ClassVar[str] = "retention_review.no_reason"


class StillOpenError(RuleBrokenError):
    """A case that is not needed any more is closed first."""

    text_key: ClassVar[str] = "retention_review.still_open"


class ReviewAnsweredError(AlreadyDoneError):
    """It is not asked of this case, or not any more."""

    text_key: ClassVar[str] = "retention_review.not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReview:
    """The question whether a case is still needed. ``asked_on`` is None while nobody is asked;
    ``said_at`` when it was answered last, by whom; ``goes_on`` when that was no.
    """

    case: CaseId
    asked_on: date | None = None
    reminders: int = 0
    said_by: MemberId | None = None
    said_at: datetime | None = None
    goes_on: date | None = None

    @property
    def is_named(self) -> bool:
        """Tell whether who answers to the subject hears that nobody answered."""
        return self.asked_on is not None and self.reminders >= _NAMED_FROM


def find_year_day(case: Case, today: date, calendar: HouseCalendar) -> date | None:
    """Find the last day on which one or more whole years were over since a case came in, or was
    closed; None in the first year.
    """
    since = find_counted_from(case, calendar)
    years = today.year - since.year
    if add_months(since, years * _YEAR) > today:
        years -= 1
    return add_months(since, years * _YEAR) if years > 0 else None


def find_counted_from(case: Case, calendar: HouseCalendar) -> date:
    """Find the day from which the years of a case are counted."""
    # the state did not change since it was closed: nothing else is done to it
    at = case.changed_at if case.state in SHIELDED else case.received_at
    return calendar.local(at).date()


def find_first_review(case: Case, calendar: HouseCalendar) -> date:
    """Find when it is asked for the first time."""
    return add_months(find_counted_from(case, calendar), _YEAR)


def is_to_review(
    case: Case, before: RetentionReview | None, today: date, calendar: HouseCalendar
) -> bool:
    """Tell whether it is to be asked now: a year is over, and nobody answered since."""
    day = find_year_day(case, today, calendar)
    if day is None or case.state in SHORTLY_KEPT or case.state is CaseState.DRILL:
        return False
    if before is None or before.said_at is None:
        return True
    return find_goes_on(case, before) is None and calendar.local(before.said_at).date() < day


def ask_review(
    case: Case, before: RetentionReview | None, today: date, calendar: HouseCalendar
) -> RetentionReview:
    """The question as it stands today: begun, with a reminder more, or settled."""
    review = before or RetentionReview(case=case.id)
    if not is_to_review(case, before, today, calendar):
        return replace(review, asked_on=None, reminders=0)
    if review.asked_on is None:
        return replace(review, asked_on=today, reminders=0, goes_on=None)
    return replace(review, reminders=calendar.working_days_left(review.asked_on, today) // _EACH)


def need_longer(review: RetentionReview, why: str, by: MemberId, at: datetime) -> RetentionReview:
    """A case that is still needed: asked again in a year. NoReviewReasonError without a reason."""
    if not why.strip():
        raise NoReviewReasonError
    return RetentionReview(case=review.case, said_by=by, said_at=at)


def need_no_longer(
    case: Case, by: MemberId, at: datetime, calendar: HouseCalendar
) -> RetentionReview:
    """A closed case that is not needed any more: it goes in the coming night but one.
    StillOpenError for a case that is not closed.
    """
    if case.state not in SHIELDED:
        raise StillOpenError
    goes_on = calendar.local(at).date() + _GOES_WITHIN
    return RetentionReview(case=case.id, said_by=by, said_at=at, goes_on=goes_on)


def find_goes_on(case: Case, review: RetentionReview | None) -> date | None:
    """Find when a case goes because nobody needs it; what was said before it was reopened counts
    no more.
    """
    if review is None or review.said_at is None or case.state not in SHIELDED:
        return None
    return review.goes_on if review.said_at >= case.changed_at else None
