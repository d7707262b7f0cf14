"""A turn of the duty rota is set, changed or taken away. Days that are over stay as they were: the
rota of then says who was on duty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Final

from domain.duty import MayServe
from domain.errors import AlreadyDoneError, InvalidInputError, RuleBrokenError
from domain.house import DutyPeriod
from domain.identifiers import MemberId

_DAY: Final = timedelta(days=1)
# whoever types a wrong year would fill the rota for centuries
_LONGEST_WITHIN: Final = timedelta(days=366)


class TurnOrderError(InvalidInputError):
    """The last day comes after the first, and within a year."""

    text_key: ClassVar[str] = "duty_turn.wrong_order"


class TurnPastError(InvalidInputError):
    """A turn is set for days to come."""

    text_key: ClassVar[str] = "duty_turn.past"


class OwnDeputyError(InvalidInputError):
    """Nobody stands in for themselves."""

    text_key: ClassVar[str] = "duty_turn.own_deputy"


class TurnsOverlapError(RuleBrokenError):
    """Somebody is on duty already on one of these days."""

    text_key: ClassVar[str] = "duty_turn.overlaps"


class NoDirectorOnError(RuleBrokenError):
    """Who is on duty, or stands in, is process director on each of those days."""

    text_key: ClassVar[str] = "duty_turn.no_director"


class NoTurnChosenError(RuleBrokenError):
    """A turn is chosen before it is changed."""

    text_key: ClassVar[str] = "duty_turn.none_chosen"


class TurnChangedError(AlreadyDoneError):
    """This turn is another by now."""

    text_key: ClassVar[str] = "duty_turn.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWish:
    """Who should be on duty on which days, both included, and who stands in."""

    member: MemberId
    from_on: date
    until_on: date
    deputy: MemberId | None = None


def form_turn(wish: TurnWish, today: date) -> DutyPeriod:
    """The turn that is wished for.

    Raises TurnPastError, TurnOrderError, OwnDeputyError.
    """
    if wish.from_on < today:
        raise TurnPastError
    if not wish.from_on <= wish.until_on <= wish.from_on + _LONGEST_WITHIN:
        raise TurnOrderError
    if wish.deputy == wish.member:
        raise OwnDeputyError
    return DutyPeriod(
        member=wish.member, deputy=wish.deputy, from_on=wish.from_on, until_on=wish.until_on
    )


def find_day_unable(member: MemberId, turn: DutyPeriod, may_serve: MayServe) -> date | None:
    """The first day of a turn on which a member cannot be on duty; None when there is none."""
    days = (turn.from_on + n * _DAY for n in range((turn.until_on - turn.from_on).days + 1))
    return next((day for day in days if not may_serve(member, day)), None)


def find_turn_in_the_way(rota: Sequence[DutyPeriod], turn: DutyPeriod) -> DutyPeriod | None:
    """The first turn of the rota on one of the same days; None when there is none."""
    found = (one for one in rota if one.from_on <= turn.until_on and turn.from_on <= one.until_on)
    return next(found, None)


def add_turn(rota: Sequence[DutyPeriod], turn: DutyPeriod) -> tuple[DutyPeriod, ...]:
    """The rota with a turn on days that are free. Where it goes on from one of the same people, the
    two are one.
    """
    before = next((one for one in rota if _goes_on(one, turn)), None)
    rest = [one for one in rota if one != before]
    whole = replace(turn, from_on=before.from_on) if before else turn
    return tuple(sorted([*rest, whole], key=lambda one: one.from_on))


def take_away_turn(
    rota: Sequence[DutyPeriod], turn: DutyPeriod, today: date
) -> tuple[DutyPeriod, ...]:
    """The rota without this turn from today on. Raises TurnChangedError when it is not on it."""
    if turn not in rota:
        raise TurnChangedError
    was = replace(turn, until_on=min(turn.until_on, today - _DAY))
    kept = [was] if was.from_on <= was.until_on else []
    return tuple(part for one in rota for part in (kept if one == turn else [one]))


def _goes_on(before: DutyPeriod, turn: DutyPeriod) -> bool:
    is_next = before.until_on + _DAY == turn.from_on
    return is_next and (before.member, before.deputy) == (turn.member, turn.deputy)
