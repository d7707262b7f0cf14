"""The rota of the house file beside what was set in the chat since it was loaded last: what the
file says anew wins, where it says what it said before the chat does, and days that are over stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.duty import find_period, join_days, list_day_parts
from domain.house import DutyPeriod
from domain.identifiers import MemberId

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Who is on duty and who stands in."""

    member: MemberId
    deputy: MemberId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaDifference:
    """Days, both included, on which the file says another than the rota: ``was`` is the rota, and
    None is nobody. ``is_of_chat`` when that was set in the chat, and not by the file before.
    """

    from_on: date
    until_on: date
    was: OnDuty | None
    file: OnDuty | None
    is_of_chat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaLoad:
    """The rota after the file is loaded, what that changes, and what ``stays`` as it was set in the
    chat because the file says what it said before.
    """

    rota: tuple[DutyPeriod, ...]
    changes: tuple[RotaDifference, ...]
    stays: tuple[RotaDifference, ...]


def merge_rota(
    file: Sequence[DutyPeriod],
    loaded: Sequence[DutyPeriod],
    rota: Sequence[DutyPeriod],
    today: date,
) -> RotaLoad:
    """Lay the file beside what was ``loaded`` from it last and the rota as it is now."""
    kept = _cut_before(rota, today)
    changes, stays = list[RotaDifference](), list[RotaDifference]()
    for start, end in list_day_parts([*file, *loaded, *rota], today):
        wanted, before, now = [_find(one, start) for one in (file, loaded, rota)]
        comes = now if wanted == before else wanted
        if wanted != now:
            found = RotaDifference(
                from_on=start, until_on=end, was=now, file=wanted, is_of_chat=now != before
            )
            (changes if comes == wanted else stays).append(found)
        if comes is not None:
            kept.append(
                DutyPeriod(member=comes.member, deputy=comes.deputy, from_on=start, until_on=end)
            )
    merged = join_days(kept) if changes else tuple(rota)
    return RotaLoad(rota=merged, changes=join_days(changes), stays=join_days(stays))


def _cut_before(rota: Sequence[DutyPeriod], today: date) -> list[DutyPeriod]:
    past = [replace(one, until_on=min(one.until_on, today - _DAY)) for one in rota]
    return [one for one in past if one.from_on <= one.until_on]


def _find(rota: Sequence[DutyPeriod], on: date) -> OnDuty | None:
    turn = find_period(rota, on)
    return OnDuty(member=turn.member, deputy=turn.deputy) if turn else None
