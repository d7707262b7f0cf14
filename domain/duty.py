"""Who is process director of duty at each duty moment: whom the rota names, the deputy in the place
of who is away, or nobody, which is a gap.

Serves product page §6: a report finds somebody, or it is known beforehand that it will not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar, Final, Protocol, TypeVar

from domain.absence import Span
from domain.house import DutyPeriod
from domain.identifiers import MemberId

MayServe = Callable[[MemberId, date], bool]

_DAY: Final = timedelta(days=1)


class Days(Protocol):
    """Something said of days, both included."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def from_on(self) -> date:
        """The first day."""
        ...

    @property
    def until_on(self) -> date:
        """The last day."""
        ...


DaysT = TypeVar("DaysT", bound=Days)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyShift:
    """Duty hours of one local day."""

    on: date
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStretch:
    """A part of the duty hours and who is on duty then: ``period`` is the turn of the rota, None
    where it names nobody; ``member`` None is a gap.
    """

    span: Span
    period: DutyPeriod | None
    member: MemberId | None

    @property
    def is_stand_in(self) -> bool:
        """Tell whether the deputy is there in the place of whom the rota names."""
        return self.period is not None and self.member not in {None, self.period.member}


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPlan:
    """What decides who is on duty: the rota, who is away, and who may serve on a day (holds the
    role, and works for an organisation that takes part).
    """

    rota: Sequence[DutyPeriod]
    away: Mapping[MemberId, Sequence[Span]]
    may_serve: MayServe

    def lay_out(self, shifts: Sequence[DutyShift]) -> tuple[DutyStretch, ...]:
        """Say for all duty hours who is on duty, by start."""
        found = list[DutyStretch]()
        for shift in shifts:
            for stretch in self._lay_shift(shift):
                _join(found, stretch)
        return tuple(found)

    def _lay_shift(self, shift: DutyShift) -> list[DutyStretch]:
        period = find_period(self.rota, shift.on)
        named = [period.member, period.deputy] if period else []
        able = [one for one in named if one is not None and self.may_serve(one, shift.on)]
        return [
            DutyStretch(span=part, period=period, member=self._first_present(able, part))
            for part in _cut(shift.span, self._turns(able))
        ]

    def _turns(self, members: Sequence[MemberId]) -> list[datetime]:
        """Moments at which one of these leaves or is back."""
        spans = [span for one in members for span in self.away.get(one, ())]
        return [at for span in spans for at in (span.starts_at, span.ends_at)]

    def _first_present(self, members: Sequence[MemberId], part: Span) -> MemberId | None:
        return next((one for one in members if not self._is_away(one, part)), None)

    def _is_away(self, member: MemberId, part: Span) -> bool:
        return any(span.overlaps(part) for span in self.away.get(member, ()))


def find_period(rota: Sequence[DutyPeriod], on: date) -> DutyPeriod | None:
    """The turn a day is part of; None where the rota names nobody."""
    return next((one for one in rota if one.from_on <= on <= one.until_on), None)


def list_day_parts(turns: Sequence[DutyPeriod], since: date) -> list[tuple[date, date]]:
    """Days from ``since`` on, both included, in parts in which none of these turns begins or ends;
    turns of several rotas may be mixed.
    """
    ends = {day for one in turns for day in (one.from_on, one.until_on + _DAY)}
    edges = sorted({since, *(day for day in ends if day > since)})
    return [(start, end - _DAY) for start, end in pairwise(edges)]


def join_days(parts: Sequence[DaysT]) -> tuple[DaysT, ...]:
    """Parts that follow each other and say the same are one."""
    found = list[DaysT]()
    for one in parts:
        last = found[-1] if found else None
        if last and last.until_on + _DAY == one.from_on and _say_the_same(last, one):
            found[-1] = replace(last, until_on=one.until_on)
        else:
            found.append(one)
    return tuple(found)


def _say_the_same(one: Days, other: Days) -> bool:
    return replace(one, from_on=other.from_on, until_on=other.until_on) == other


def find_gaps(stretches: Sequence[DutyStretch]) -> tuple[Span, ...]:
    """The times at which nobody is on duty; as long as nobody is in between, they are one."""
    gaps, is_going_on = list[Span](), False
    for one in stretches:
        if one.member is None and is_going_on:
            gaps[-1] = replace(gaps[-1], ends_at=one.span.ends_at)
        elif one.member is None:
            gaps.append(one.span)
        is_going_on = one.member is None
    return tuple(gaps)


def _cut(span: Span, at: Sequence[datetime]) -> list[Span]:
    """The same time in parts, cut at those moments that lie in it."""
    inside = {one for one in at if span.starts_at < one < span.ends_at}
    edges = sorted({span.starts_at, *inside, span.ends_at})
    return [Span(starts_at=start, ends_at=end) for start, end in pairwise(edges)]


def _join(found: list[DutyStretch], new: DutyStretch) -> None:
    """Add a stretch, as one with the last when nothing changes between them."""
    last = found[-1] if found else None
    if last and last.span.ends_at == new.span.starts_at and _is_same_turn(last, new):
        whole = Span(starts_at=last.span.starts_at, ends_at=new.span.ends_at)
        found[-1] = replace(last, span=whole)
    else:
        found.append(new)


def _is_same_turn(one: DutyStretch, other: DutyStretch) -> bool:
    return (one.period, one.member) == (other.period, other.member)
