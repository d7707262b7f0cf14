"""What a new rota changes for whom: days on which a member is on duty now, stands in now, or has
nothing to do with it any more. Each hears it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from domain.duty import find_period, join_days, list_day_parts
from domain.house import DutyPeriod
from domain.identifiers import MemberId

DutyChangeId = NewType("DutyChangeId", str)

_DAY: Final = timedelta(days=1)


class DutyPart(StrEnum):
    """What the rota asks of a member on a day."""

    DUTY = "duty"
    DEPUTY = "deputy"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyStint:
    """Days, both included, on which the rota asks the same of a member."""

    member: MemberId
    part: DutyPart
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyChange:
    """One change of the rota and what is so since then. ``changed_by`` is None when the house file
    was loaded.
    """

    id: DutyChangeId
    changed_at: datetime
    stints: tuple[DutyStint, ...]
    changed_by: MemberId | None = None


def find_part(rota: Sequence[DutyPeriod], member: MemberId, on: date) -> DutyPart:
    """What the rota asks of a member on a day."""
    turn = find_period(rota, on)
    if turn is None or member not in {turn.member, turn.deputy}:
        return DutyPart.NONE
    return DutyPart.DUTY if turn.member == member else DutyPart.DEPUTY


def find_stints_changed(
    before: Sequence[DutyPeriod], after: Sequence[DutyPeriod], today: date
) -> tuple[DutyStint, ...]:
    """What is another now from today on, for each whom it touches, by first day."""
    turns = [*before, *after]
    members = sorted({who for one in turns for who in (one.member, one.deputy) if who})
    found = [
        DutyStint(member=who, part=part, from_on=start, until_on=end)
        for who in members
        for start, end in list_day_parts(turns, today)
        if (part := find_part(after, who, start)) != find_part(before, who, start)
    ]
    return tuple(sorted(join_days(found), key=lambda one: (one.from_on, one.member)))


def still_holds(stint: DutyStint, rota: Sequence[DutyPeriod], today: date) -> bool:
    """Tell whether the rota still asks this of the member on all those days that are not over."""
    first = max(stint.from_on, today)
    days = [first + n * _DAY for n in range((stint.until_on - first).days + 1)]
    return bool(days) and all(find_part(rota, stint.member, day) is stint.part for day in days)
