"""Times at which nobody is on duty, followed from when they are found until somebody fills them, so
that each is told a week and a day ahead, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NewType

from domain.absence import Span
from domain.calendar import HouseCalendar

DutyGapId = NewType("DutyGapId", str)

TOLD_AHEAD_WITHIN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGap:
    """A time at which nobody is on duty. ``near_on`` is the first day of it of which was told a day
    ahead; None when it was not near yet.
    """

    id: DutyGapId
    span: Span
    found_at: datetime
    near_on: date | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsFollowed:
    """What became of the gaps: ``kept`` as they are now, ``filled`` by somebody, ``over`` because
    their time went by, and times that are ``found`` for the first time.
    """

    kept: tuple[DutyGap, ...]
    filled: tuple[DutyGap, ...]
    over: tuple[DutyGap, ...]
    found: tuple[Span, ...]


def follow_gaps(known: Sequence[DutyGap], found: Sequence[Span], now: datetime) -> GapsFollowed:
    """Find the known gaps back among what is found now. One that changed is still the same, and of
    one that was filled in the middle its first part is.
    """
    left, kept = list(found), list[DutyGap]()
    for gap in known:
        same = next((one for one in left if one.overlaps(gap.span)), None)
        if same is not None:
            left.remove(same)
            kept.append(replace(gap, span=_go_on(gap.span, same, now)))
    here = {gap.id for gap in kept}
    ended = [replace(one, ended_at=now) for one in known if one.id not in here]
    return GapsFollowed(
        kept=tuple(kept),
        filled=tuple(one for one in ended if one.span.ends_at > now),
        over=tuple(one for one in ended if one.span.ends_at <= now),
        found=tuple(left),
    )


def is_near(gap: DutyGap, calendar: HouseCalendar, now: datetime) -> bool:
    """Tell whether a gap begins before the working day after the next one: on a Friday also what
    begins on Monday, for nobody is told at the weekend.
    """
    next_on = calendar.add_working_days(calendar.local(now).date(), 1)
    return calendar.local(gap.span.starts_at).date() <= next_on


def _go_on(was: Span, now_is: Span, now: datetime) -> Span:
    """A gap that has begun still began when it did."""
    starts_at = was.starts_at if was.starts_at <= now else now_is.starts_at
    return Span(starts_at=starts_at, ends_at=now_is.ends_at)
