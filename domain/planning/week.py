"""Plans all meetings: divides the cases over them, and each meeting is planned by itself.

Few ways to divide the cases are all tried, which proves the best. Otherwise cases are moved and
swapped between meetings, bounded by a count. Meetings at the same hour share partners: there each
meeting is ordered around the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, Ranges, list_starts
from domain.planning.instance import Case, Meeting, PartnerId
from domain.planning.meeting_plan import MeetingPlan, bound_waiting, plan_meeting, sketch_meeting
from domain.planning.plan import Timetable, join_timetables
from domain.planning.selection import Selection

# counts, as in ``meeting_plan.py``; up to 256 divisions are all planned, which proves the best
MOST_DIVISIONS: Final = 256
SKETCHES: Final = 3_000
ROUNDS: Final = 3

Division = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPlan:
    """The timetable of all meetings; `bound` is a proven lower bound on its weighted waiting."""

    timetable: Timetable
    bound: int
    is_proven: bool
    states: int


def plan_week(docket: Docket, selection: Selection) -> WeekPlan:
    """Give every accepted case its meeting and time."""
    if len(docket.meetings) == 1:
        only = plan_meeting(docket, docket.meetings[0], selection.accepted, selection.timetable)
        return _join([_expect(only)], is_proven=True)
    if docket.is_parallel:
        plans = _order_around_each_other(docket, selection)
        return _join(plans, is_proven=False, bound=_bound_forced(docket, selection.accepted))
    return _divide(docket, selection)


class _Divisions:
    """The plans of every set of cases looked at, per meeting."""

    def __init__(self, docket: Docket, selection: Selection) -> None:
        self.docket, self.cases, self.known = docket, selection.accepted, selection.timetable
        self.options = [list_options(docket, case) for case in self.cases]
        self.sketches = 0
        self._known: dict[tuple[int, frozenset[CaseId], bool], MeetingPlan | None] = {}

    def plan(self, division: Division, *, is_sketch: bool) -> list[MeetingPlan] | None:
        """The plans of this division; None when a meeting cannot hold its cases."""
        plans: list[MeetingPlan] = []
        for number, meeting in enumerate(self.docket.meetings):
            cases = [case for case, at in zip(self.cases, division, strict=True) if at == number]
            key = (number, frozenset(case.id for case in cases), is_sketch)
            if key not in self._known:
                self._known[key] = self._ask(meeting, cases, is_sketch=is_sketch)
            plan = self._known[key]
            if plan is None:
                return None
            plans.append(plan)
        return plans

    def _ask(
        self, meeting: Meeting, cases: Sequence[Case], *, is_sketch: bool
    ) -> MeetingPlan | None:
        self.sketches += 1
        if is_sketch:
            return sketch_meeting(self.docket, meeting, cases)
        return plan_meeting(self.docket, meeting, cases, self.known)


def list_options(docket: Docket, case: Case) -> list[int]:
    """List the meetings, by number, in which the case could start at all."""
    return [
        number
        for number, meeting in enumerate(docket.meetings)
        if list_starts(docket, case, meeting)
    ]


def _divide(docket: Docket, selection: Selection) -> WeekPlan:
    divisions = _Divisions(docket, selection)
    bound = _bound_forced(docket, selection.accepted)
    if prod(len(one) for one in divisions.options) <= MOST_DIVISIONS:
        return _try_all(divisions, bound)
    start = _read_division(docket, selection)
    best = _improve_division(divisions, start)
    plans = divisions.plan(best, is_sketch=False)
    return _join(plans or [], is_proven=False, bound=bound)


def _try_all(divisions: _Divisions, bound: int) -> WeekPlan:
    """Every division: the cheapest is the best when each plan is proven."""
    found: list[list[MeetingPlan]] = []
    for division in product(*divisions.options):
        plans = divisions.plan(division, is_sketch=False)
        if plans is not None:
            found.append(plans)
    best = min(found, key=_sum_cost)
    proven = all(one.is_proven for plans in found for one in plans)
    return _join(best, is_proven=proven, bound=None if proven else bound)


def _improve_division(divisions: _Divisions, start: Division) -> Division:
    """Move or swap cases while that is cheaper, first improvement, bounded by sketches."""
    best = start
    cost = _price_division(divisions, start)
    improved = True
    while improved:
        improved = False
        for other in _list_neighbours(divisions.options, best):
            if divisions.sketches >= SKETCHES:
                return best
            price = _price_division(divisions, other)
            if price is not None and (cost is None or price < cost):
                best, cost, improved = other, price, True
                break
    return best


def _price_division(divisions: _Divisions, division: Division) -> int | None:
    """What the sketches of a division cost, or None when one finds no plan."""
    plans = divisions.plan(division, is_sketch=True)
    return None if plans is None else _sum_cost(plans)


def _list_neighbours(options: Sequence[Sequence[int]], division: Division) -> Iterator[Division]:
    for case, own in enumerate(division):
        for other in options[case]:
            if other != own:
                yield (*division[:case], other, *division[case + 1 :])
    for case, own in enumerate(division):
        for later in range(case + 1, len(division)):
            other = division[later]
            if other != own and other in options[case] and own in options[later]:
                changed = list(division)
                changed[case], changed[later] = other, own
                yield tuple(changed)


def _read_division(docket: Docket, selection: Selection) -> Division:
    numbers = {meeting.id: number for number, meeting in enumerate(docket.meetings)}
    chosen = {place.case: numbers[place.meeting] for place in selection.timetable.placed}
    return tuple(chosen[case.id] for case in selection.accepted)


def _order_around_each_other(docket: Docket, selection: Selection) -> list[MeetingPlan]:
    """Order each meeting in turn while the others stand still, until nothing improves."""
    plans: dict[int, MeetingPlan] = {}
    timetable, division = selection.timetable, _read_division(docket, selection)
    for _ in range(ROUNDS):
        before = timetable
        for number, meeting in enumerate(docket.meetings):
            cases = [
                case for case, at in zip(selection.accepted, division, strict=True) if at == number
            ]
            free = _list_free_starts(docket, meeting, cases, timetable)
            plans[number] = _expect(plan_meeting(docket, meeting, cases, timetable, free))
            timetable = timetable.replace_meeting(meeting.id, plans[number].timetable)
        if timetable == before:
            break
    return [plans[number] for number in range(len(docket.meetings))]


def _list_free_starts(
    docket: Docket, meeting: Meeting, cases: Sequence[Case], timetable: Timetable
) -> Mapping[CaseId, Ranges]:
    """Starts at which nobody the case requires sits in another meeting."""
    busy: dict[PartnerId, list[tuple[int, int]]] = {}
    others = {case.id: case for case in docket.cases}
    for place in timetable.placed:
        if place.meeting != meeting.id:
            span = (place.start, place.start + others[place.case].minutes)
            for partner in others[place.case].required:
                busy.setdefault(partner, []).append(span)
    return {
        case.id: _cut_out(
            list_starts(docket, case, meeting),
            [
                (first - case.minutes, last)
                for partner in case.required
                for first, last in busy.get(partner, ())
            ],
        )
        for case in cases
    }


def _cut_out(ranges: Ranges, taken: Sequence[tuple[int, int]]) -> Ranges:
    """The ranges without what lies strictly between the ends of a taken one."""
    left = list(ranges)
    for first, last in taken:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, first)), (max(start, last), end))
            if piece[0] <= piece[1]
        ]
    return tuple(sorted(left))


def _bound_forced(docket: Docket, cases: Sequence[Case]) -> int:
    """What the cases that can only be in one meeting make each other wait there."""
    forced = [(case, list_options(docket, case)) for case in cases]
    return sum(
        bound_waiting(docket, meeting, [case for case, options in forced if options == [number]])
        for number, meeting in enumerate(docket.meetings)
    )


def _sum_cost(plans: Sequence[MeetingPlan]) -> int:
    return sum(one.cost for one in plans)


def _expect(plan: MeetingPlan | None) -> MeetingPlan:
    """The accepted cases have a timetable: an absent plan would be a fault of ours."""
    if plan is None:
        raise RuntimeError("the accepted cases have no plan")
    return plan


def _join(plans: Sequence[MeetingPlan], *, is_proven: bool, bound: int | None = None) -> WeekPlan:
    return WeekPlan(
        timetable=join_timetables([plan.timetable for plan in plans]),
        bound=sum(one.bound for one in plans) if bound is None else bound,
        is_proven=is_proven and all(one.is_proven for one in plans),
        states=sum(one.states for one in plans),
    )
