"""How long a case is kept: as short as its outcome allows, and never longer than five years from
its first processing (WGS art. 1.8(7), BGS art. 1.16).
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.house import RetentionTerms
from domain.identifiers import CaseId

# how long before the end of the longest term it is told, the first time first
WARNED_MONTHS: Final = (6, 1)
_MONTHS: Final = 12
_DAY: Final = timedelta(days=1)
# a month may be three days shorter than the one counted from
_SHORTER_MONTH: Final = timedelta(days=3)


class RetentionGround(StrEnum):
    """On which ground a case is destroyed."""

    NOT_TAKEN_UP = "not_taken_up"
    WITHDRAWN = "withdrawn"
    NEVER_COMPLETED = "never_completed"
    ADVICE_GIVEN = "advice_given"
    LONGEST = "longest"
    # a process director said so, a year or more after it was closed
    NOT_NEEDED = "not_needed"
    # what is left of a case once all that was of it is of another
    MERGED = "merged"


# what its state says; a case in any other state is kept until the longest term is over
_GROUNDS: Final = {
    CaseState.NOT_TAKEN_UP: RetentionGround.NOT_TAKEN_UP,
    CaseState.WITHDRAWN: RetentionGround.WITHDRAWN,
    CaseState.REPORT_WITHDRAWN: RetentionGround.WITHDRAWN,
    CaseState.INCOMPLETE: RetentionGround.NEVER_COMPLETED,
    CaseState.ADVICE_OR_SIGNAL: RetentionGround.ADVICE_GIVEN,
}
SHORTLY_KEPT: Final = frozenset(_GROUNDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionEnd:
    """The day on which a case goes, in the night it begins with, and on which ground."""

    goes_on: date
    ground: RetentionGround

    def has_come(self, today: date) -> bool:
        """Tell whether the case goes today, or should have gone before."""
        return self.goes_on <= today


def find_warning(end: RetentionEnd, today: date) -> int | None:
    """Find how many months before its end somebody must know by now that a case goes, the least;
    None when it is too early, or its end follows from its outcome.
    """
    if end.ground is not RetentionGround.LONGEST:
        return None
    come = (ahead for ahead in WARNED_MONTHS if today >= add_months(end.goes_on, -ahead))
    return min(come, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destruction:
    """A case that is being destroyed, and how much of each kind was ``erased`` so far."""

    case: CaseId
    ground: RetentionGround
    begun_at: datetime
    erased: tuple[tuple[str, int], ...] = ()


def add_erased(under_way: Destruction, more: Mapping[str, int]) -> Destruction:
    """Add what was found afterwards: somebody may have written just before."""
    counted = Counter(dict(under_way.erased)) + Counter(more)
    return replace(under_way, erased=tuple(sorted(counted.items())))


def find_retention_end(case: Case, terms: RetentionTerms, calendar: HouseCalendar) -> RetentionEnd:
    """Find when a case goes. One that ended early is kept for the whole days of its term (BGS art.
    1.16(1)); each goes before five years from its first processing are over (WGS art. 1.8(7)),
    unless that was extended (BGS art. 1.16(2)).
    """
    longest = RetentionEnd(
        goes_on=case.extended_to
        or add_months(calendar.local(case.received_at).date(), terms.most_months),
        ground=RetentionGround.LONGEST,
    )
    ground = _GROUNDS.get(case.state, RetentionGround.LONGEST)
    kept_days = _count_days(ground, terms)
    if kept_days is None:
        return longest
    # the state did not change since: nothing else is done to a case that ended
    last_on = calendar.local(case.changed_at).date() + timedelta(days=kept_days)
    short = RetentionEnd(goes_on=last_on + _DAY, ground=ground)
    return min(short, longest, key=lambda end: end.goes_on)


def end_early(end: RetentionEnd, goes_on: date | None) -> RetentionEnd:
    """Find when a case goes that may go on this day because nobody needs it: never later than it
    did.
    """
    if goes_on is None or goes_on >= end.goes_on:
        return end
    return RetentionEnd(goes_on=goes_on, ground=RetentionGround.NOT_NEEDED)


def find_last_received(goes_on: date, terms: RetentionTerms) -> date:
    """Find a day after which no case came in that goes on this day, or before, for its age."""
    return add_months(goes_on, -terms.most_months) + _SHORTER_MONTH


def add_months(on: date, months: int) -> date:
    """Find the same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(on.month - 1 + months, _MONTHS)
    year, month = on.year + year, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def _count_days(ground: RetentionGround, terms: RetentionTerms) -> int | None:
    match ground:
        case RetentionGround.NOT_TAKEN_UP | RetentionGround.WITHDRAWN:
            return terms.refused_days
        case RetentionGround.NEVER_COMPLETED:
            return terms.incomplete_days
        case RetentionGround.ADVICE_GIVEN:
            return terms.advice_days
        case RetentionGround.LONGEST | RetentionGround.MERGED | RetentionGround.NOT_NEEDED:
            return None
