"""A process director offers own duty days to a colleague. Until the colleague says yes, nothing
changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, NewType

from domain.calendar import HouseCalendar
from domain.digest import READ_AT
from domain.duty import MayServe, find_period
from domain.errors import InvalidInputError, RuleBrokenError
from domain.house import DutyPeriod
from domain.identifiers import MemberId

DutySwapId = NewType("DutySwapId", str)

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
# gently: not the next morning, unless there is no other
_REMINDED_AFTER_DAYS: Final = (2, 1)
# whoever types a wrong year would ask for thousands of days
_LONGEST_WITHIN: Final = timedelta(days=366)


class SwapOrderError(InvalidInputError):
    """The last day comes after the first, and within a year."""

    text_key: ClassVar[str] = "duty_swap.wrong_order"


class SwapPastError(InvalidInputError):
    """Days that are over cannot be swapped."""

    text_key: ClassVar[str] = "duty_swap.past"


class NotOwnDaysError(RuleBrokenError):
    """Only days on which one is on duty oneself can be swapped."""

    text_key: ClassVar[str] = "duty_swap.not_own"


class RotaChangedError(RuleBrokenError):
    """The days that were offered are no longer of whoever offered them."""

    text_key: ClassVar[str] = "duty_swap.rota_changed"


class NoDirectorThenError(RuleBrokenError):
    """The colleague is a process director on all those days."""

    text_key: ClassVar[str] = "duty_swap.no_director"


class SwapOverError(RuleBrokenError):
    """This offer was answered, taken back, or its first day has passed."""

    text_key: ClassVar[str] = "duty_swap.over"


class SwapState(StrEnum):
    """What became of an offer. LAPSED: nobody answered in time. OVERTAKEN: the days are no longer
    of whoever offered them.
    """

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapWish:
    """To whom somebody offers which days, both included."""

    colleague: MemberId
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySwap:
    """Days of one member on the rota that are offered to a colleague."""

    id: DutySwapId
    member: MemberId
    colleague: MemberId
    from_on: date
    until_on: date
    offered_at: datetime
    state: SwapState = SwapState.OFFERED
    decided_at: datetime | None = None
    version: int = 1

    def is_open(self, today: date) -> bool:
        """Tell whether the colleague can still say yes."""
        return self.state is SwapState.OFFERED and self.from_on >= today


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTimes:
    """When an offer without an answer is over, and when the colleague is reminded: in the digest of
    a day, or where none comes in time by a message at a moment.
    """

    lapses_at: datetime
    in_digest_of: date | None
    reminded_at: datetime


def time_offer(swap: DutySwap, calendar: HouseCalendar, begins_at: datetime) -> OfferTimes:
    """Leave whoever offers a working day to find somebody else, before their duty ``begins_at``;
    with too little time for that it is over an hour before, and never within an hour.
    """
    eve_at = calendar.moment(_working_day_before(calendar, swap.from_on), READ_AT)
    is_far = eve_at - swap.offered_at >= _DAY
    latest = eve_at if is_far else begins_at - _HOUR
    lapses_at = max(latest, swap.offered_at + _HOUR)
    offered_on = calendar.local(swap.offered_at).date()
    mornings = (calendar.add_working_days(offered_on, days) for days in _REMINDED_AFTER_DAYS)
    in_time = (on for on in mornings if calendar.moment(on, READ_AT) < lapses_at)
    return OfferTimes(
        lapses_at=lapses_at,
        in_digest_of=next(in_time, None),
        reminded_at=swap.offered_at + (lapses_at - swap.offered_at) / 2,
    )


def is_own(swap: DutySwap, rota: Sequence[DutyPeriod]) -> bool:
    """Tell whether whoever offers these days has them all."""
    turns = [find_period(rota, day) for day in _days_of(swap)]
    return all(turn is not None and turn.member == swap.member for turn in turns)


def end_offer(swap: DutySwap, state: SwapState, now: datetime) -> DutySwap:
    """End an offer that nobody answered."""
    return replace(swap, state=state, decided_at=now)


def _working_day_before(calendar: HouseCalendar, on: date) -> date:
    days = (on - n * _DAY for n in range(1, _LONGEST_WITHIN.days))
    return next(day for day in days if calendar.is_working_day(day))


def _days_of(swap: DutySwap) -> list[date]:
    return [swap.from_on + n * _DAY for n in range((swap.until_on - swap.from_on).days + 1)]


def check_days_offered(from_on: date, until_on: date, today: date) -> None:
    """Refuse days that are over, in the wrong order or too many."""
    if from_on < today:
        raise SwapPastError
    if not from_on <= until_on <= from_on + _LONGEST_WITHIN:
        raise SwapOrderError


def check_swap(swap: DutySwap, rota: Sequence[DutyPeriod], may_serve: MayServe) -> None:
    """Refuse days that are not the member's own, or on which the colleague cannot be on duty."""
    if not is_own(swap, rota):
        raise NotOwnDaysError
    if not all(may_serve(swap.colleague, day) for day in _days_of(swap)):
        raise NoDirectorThenError


def settle_swap(swap: DutySwap, state: SwapState, now: datetime, today: date) -> DutySwap:
    """Answer an offer or take it back; SwapOverError when it is open no longer."""
    if not swap.is_open(today):
        raise SwapOverError
    return replace(swap, state=state, decided_at=now)


def swap_days(rota: Sequence[DutyPeriod], swap: DutySwap) -> tuple[DutyPeriod, ...]:
    """The rota with the colleague on the swapped days. Who was the deputy there stays so; a
    colleague who was has none behind them.
    """
    return tuple(part for turn in rota for part in _cut_turn(turn, swap))


def _cut_turn(turn: DutyPeriod, swap: DutySwap) -> list[DutyPeriod]:
    first, last = max(turn.from_on, swap.from_on), min(turn.until_on, swap.until_on)
    if first > last or turn.member != swap.member:
        return [turn]
    deputy = None if turn.deputy == swap.colleague else turn.deputy
    parts = [
        replace(turn, until_on=first - _DAY),
        replace(turn, member=swap.colleague, deputy=deputy, from_on=first, until_on=last),
        replace(turn, from_on=last + _DAY),
    ]
    return [one for one in parts if one.from_on <= one.until_on]
