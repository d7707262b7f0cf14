"""Ranks and measures an instance once for all later steps: rank, grid, starts, objective.

The parts of an instance are sorted here, so that the same input in any order gives the same plan.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.identifiers import CaseId
from domain.planning.instance import (
    Case,
    ColourMode,
    Instance,
    Meeting,
    PartnerId,
    Placement,
    Window,
    sort_by_rank,
)
from domain.stoplight import Colour

# the planner's interface fixes this number: a longer gap is a pause nobody asked for
LONGEST_IDLE: Final = 15
EXEMPT: Final = -1
_BLOCKS: Final = {
    ColourMode.STRICT3: {Colour.RED: 0, Colour.ORANGE: 1, Colour.GREEN: 2},
    ColourMode.RED_FIRST: {Colour.RED: 0, Colour.ORANGE: 1, Colour.GREEN: 1},
}

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One integer per level of the objective, each larger than all lower levels together.

    A plan spends idle minutes only where no plan without them is feasible, or where a published
    time can stay because of them: they weigh less than a change and more than waiting.
    """

    change: int
    idle: int
    waiting: int
    red_start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """The whole question, ranked and measured: all meetings, and all cases by rank.

    `cases` hold those to discuss, `written` those of 0 minutes; `ranks` count from 1, `grid` is in
    minutes.
    """

    instance: Instance
    meetings: tuple[Meeting, ...]
    cases: tuple[Case, ...]
    written: tuple[Case, ...]
    ranks: Mapping[CaseId, int]
    weights: Mapping[PartnerId, int]
    windows: Mapping[PartnerId, tuple[Window, ...] | None]
    published: Mapping[CaseId, Placement]
    grid: int
    scale: Scale

    @property
    def origin(self) -> int:
        """The first minute of the first meeting."""
        return self.meetings[0].start

    @property
    def idle_limit(self) -> int:
        """Idle minutes one meeting may hold, a multiple of the grid."""
        if not self.instance.idle_allowed:
            return 0
        return LONGEST_IDLE // self.grid * self.grid

    @property
    def is_parallel(self) -> bool:
        """Whether two meetings share minutes, so that a partner can be needed in both."""
        return any(
            one.start < other.end and other.start < one.end
            for at, one in enumerate(self.meetings)
            for other in self.meetings[:at]
        )

    def has_begun(self, case: CaseId) -> bool:
        """Whether the published start lies before now: such a case stays where it is."""
        place, now = self.published.get(case), self.instance.now
        return place is not None and now is not None and place.start < now

    def is_fixed(self, case: Case) -> bool:
        """Whether the case must be on the agenda: pinned, or already begun."""
        return case.pinned is not None or self.has_begun(case.id)

    def choose_block(self, case: Case) -> int:
        """Choose the colour block of a case: lower comes first; EXEMPT for a pinned case and in
        the modes `free` and `soft`.
        """
        blocks = _BLOCKS.get(self.instance.colour_mode)
        return EXEMPT if blocks is None or case.pinned is not None else blocks[case.colour]


def open_docket(instance: Instance) -> Docket:
    """Rank and measure an instance that passed its checks."""
    ranked = sort_by_rank(instance.cases)
    return Docket(
        instance=instance,
        meetings=tuple(sorted(instance.meetings, key=lambda one: (one.start, one.id))),
        cases=tuple(case for case in ranked if case.minutes),
        written=tuple(case for case in ranked if not case.minutes),
        ranks={case.id: number for number, case in enumerate(ranked, 1)},
        weights={partner.id: partner.weight for partner in instance.partners},
        windows={partner.id: partner.windows for partner in instance.partners},
        published={place.case: place for place in instance.published},
        grid=_find_grid(instance),
        scale=_weigh_levels(instance),
    )


def list_starts(docket: Docket, case: Case, meeting: Meeting) -> Ranges:
    """List the ranges of minutes (ends included) at which the case may start in the meeting.

    Windows, pins, what has begun and `now` all count; () when there is no such minute.
    """
    if case.meetings and meeting.id not in case.meetings:
        return ()
    ranges = list_common_starts(docket, case, meeting)
    place = docket.published.get(case.id)
    if place is not None and docket.has_begun(case.id):
        if place.meeting != meeting.id:
            return ()
        ranges = intersect(ranges, ((place.start, place.start),))
    elif docket.published and docket.instance.now is not None and case.pinned is None:
        # once published, what has not begun yet cannot start in the past
        soonest = math.ceil(docket.instance.now / docket.grid) * docket.grid
        ranges = intersect(ranges, ((soonest, meeting.end),))
    if case.pinned is not None:
        ranges = intersect(ranges, ((case.pinned, case.pinned),))
    return ranges


def list_common_starts(docket: Docket, case: Case, meeting: Meeting) -> Ranges:
    """List the ranges of starts (ends included) at which everybody the case requires is there."""
    ranges: Ranges = ((meeting.start, meeting.end - case.minutes),)
    for partner in case.required:
        windows = docket.windows[partner]
        if windows is not None:
            there = ((window.start, window.end - case.minutes) for window in windows)
            ranges = intersect(ranges, there)
    return tuple(one for one in ranges if one[0] <= one[1])


def intersect(ranges: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> Ranges:
    """Keep the minutes that are in both lists of ranges (ends included)."""
    kept = list(others)
    both = {(max(a, c), min(b, d)) for a, b in ranges for c, d in kept if max(a, c) <= min(b, d)}
    return tuple(sorted(both))


def _find_grid(instance: Instance) -> int:
    """The greatest common divisor of all minutes named, as the judge computes it."""
    named = [case.minutes for case in instance.cases]
    named += [case.pinned for case in instance.cases if case.pinned is not None]
    named += [place.start for place in instance.published]
    for meeting in instance.meetings:
        named += [meeting.start, meeting.end]
        for pause in meeting.breaks:
            named += [pause.earliest, pause.latest, pause.minutes]
    for partner in instance.partners:
        for window in partner.windows or ():
            named += [window.start, window.end]
    return math.gcd(*named) or 1


def _weigh_levels(instance: Instance) -> Scale:
    """Integers that keep the five levels strictly apart in one sum."""
    count, axis = len(instance.cases), _measure_axis(instance)
    red_start = 1 + count * (count + 1) // 2 * axis
    waiting = red_start * (1 + count * axis)
    weight = sum(partner.weight for partner in instance.partners)
    slope = instance.soft_lambda * count
    longest = axis * (len(instance.meetings) * weight + slope)
    idle = waiting * (1 + longest)
    change = idle * (1 + LONGEST_IDLE * len(instance.meetings))
    return Scale(change=change, idle=idle, waiting=waiting, red_start=red_start)


def _measure_axis(instance: Instance) -> int:
    ends = max(meeting.end for meeting in instance.meetings)
    return ends - min(meeting.start for meeting in instance.meetings)
