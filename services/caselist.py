"""The list: every case that was taken up, in stoplight order, so that a coordinator sees at once
what is urgent and which colour was not looked at in time (WGS art. 2.32).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Final

from domain.access import Action
from domain.case import Case
from domain.caselist import WHOLE_LIST, ListChoice, ListMark
from domain.colour import ColourCount
from domain.errors import InvalidInputError
from domain.identifiers import CaseId
from domain.meeting_kind import KindsHeld
from domain.policy import may_ever
from domain.rhythm import Rhythm, WeeklyTime, add_counts, add_times, measure_rhythm
from domain.sight import SeenPart
from domain.stoplight import Colour
from domain.written_round import WrittenRound, is_written
from services.access import require
from services.moment import Context
from services.paging import Pages, find_page
from services.priority import UnconfirmedPlaces, count_unconfirmed
from services.written_round_views import find_running

CASES_ON_A_PAGE: Final = 30


class NoCaseChosenError(InvalidInputError):
    """Choose a case first."""

    text_key: ClassVar[str] = "caselist.none_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRhythm:
    """Whether the meetings of one kind give what its list asks; without a name where there is no
    other kind.
    """

    rhythm: Rhythm
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One page of what was chosen of the list; of all of it how many cases each colour has (without
    one under None), to how many each mark applies, and whether the meetings of each kind give what
    the terms ask; for how many there is room on the list of prioritised cases, and of which it is
    asked anew whether they belong there. ``rounds`` are the written rounds that run, and those that
    propose that a case leaves the list.
    """

    page: Pages[Case]
    counts: Mapping[Colour | None, int]
    marks: Mapping[ListMark, int]
    rhythms: tuple[KindRhythm, ...]
    on: date
    may_colour: bool
    choice: ListChoice = WHOLE_LIST
    room_for: int | None = None
    unconfirmed: UnconfirmedPlaces = field(default_factory=UnconfirmedPlaces)
    kinds: KindsHeld = field(default_factory=KindsHeld)
    rounds: Mapping[CaseId, WrittenRound] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many cases there are on the whole list."""
        return sum(self.counts.values())


async def choose_listed(ctx: Context, chosen: str, choice: ListChoice = WHOLE_LIST) -> str:
    """Take the line that a coordinator chose on the list, or the only one there is;
    NoCaseChosenError when there are more and none was chosen.
    """
    require(ctx, Action.VIEW_LIST)
    if chosen:
        return chosen
    listed = await ctx.uow.caselist.read(0, 2, choice, ctx.today)
    if len(listed) != 1:
        raise NoCaseChosenError
    return listed[0].code


async def view_list(ctx: Context, number: int = 1, choice: ListChoice = WHOLE_LIST) -> ListView:
    """Show a page of what is chosen of the list, in the order that is asked for."""
    permit = require(ctx, Action.VIEW_LIST)
    on = ctx.today
    kinds = await ctx.uow.schedules.kinds()
    counted, given = await ctx.uow.caselist.count(on, choice)
    place = find_page(sum(one.chosen for one in counted), number, CASES_ON_A_PAGE)
    shown = await ctx.uow.caselist.read(place.skip, place.size, choice, on)
    marks = {mark: sum(one.marks[mark] for one in counted) for mark in ListMark}
    published = ctx.house.prioritised_list
    await ctx.record_seen(*permit.sights(SeenPart.LIST, [case.id for case in shown]))
    return ListView(
        page=place.hold(shown),
        choice=choice,
        counts=_count_cases(counted),
        marks=marks,
        room_for=published.size if published else None,
        unconfirmed=(
            await count_unconfirmed(ctx) if marks[ListMark.PRIORITISED] else UnconfirmedPlaces()
        ),
        rhythms=await _measure(ctx, kinds, counted, given),
        on=on,
        may_colour=may_ever(Action.SET_COLOUR, ctx.actor),
        kinds=kinds,
        rounds=await find_running(ctx, [case for case in shown if is_written(case.colour)]),
    )


def _count_cases(counted: Sequence[ColourCount]) -> Mapping[Colour | None, int]:
    counts = Counter[Colour | None]()
    for one in counted:
        counts[one.colour] += one.cases
    return counts


async def _measure(
    ctx: Context, kinds: KindsHeld, counted: Sequence[ColourCount], given: WeeklyTime
) -> tuple[KindRhythm, ...]:
    """Measure the list of each kind by itself: hours of one kind do not help another."""
    policy = ctx.house.stoplight
    if not kinds.are_several:
        return (KindRhythm(rhythm=measure_rhythm(add_counts(counted), policy, given)),)
    times = await ctx.uow.schedules.weekly_times()
    return tuple(
        KindRhythm(
            name=kind.name,
            rhythm=measure_rhythm(
                add_counts(one for one in counted if kinds.find(one.kind) == kind),
                policy,
                add_times(time for named, time in times.items() if kinds.find(named) == kind),
            ),
        )
        for kind in kinds.all
    )
