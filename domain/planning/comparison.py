"""Compares the presence in a plan with two other agendas of the same cases: everybody sits
through everything, and colour-then-date.

Colour-then-date is the agenda a house makes by hand: the same cases by colour, then by date
received, each as early as everybody needed is there, a break at the first moment it may begin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.planning.docket import Docket, list_common_starts, open_docket
from domain.planning.instance import BreakWish, Case, Instance, Meeting, Placement
from domain.planning.plan import Plan, PlannedBreak
from domain.planning.presence import list_presences, total_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Attendee minutes of three agendas, weighted; ``colour_then_date`` is None when the cases do
    not fit that way.
    """

    planned: int
    everybody: int
    colour_then_date: int | None


def compare_agendas(instance: Instance, plan: Plan) -> Comparison:
    """Add up the presence in the plan and in the two other agendas of its cases."""
    placed = list_by_hand(instance, plan)
    return Comparison(
        planned=plan.totals.presence,
        everybody=plan.totals.everybody,
        colour_then_date=None if placed is None else _sum_presence(instance, placed),
    )


def list_by_hand(instance: Instance, plan: Plan) -> list[Placement] | None:
    """Place the cases of the plan by colour, then date; None when they do not fit that way."""
    docket = open_docket(instance)
    placed: list[Placement] = []
    for meeting in docket.meetings:
        held = {one.case for one in plan.placed if one.meeting == meeting.id}
        cases = [case for case in docket.cases if case.id in held]
        added = _plan_by_hand(docket, meeting, cases)
        if added is None:
            return None
        placed += added
    return placed


def _sum_presence(instance: Instance, placed: Sequence[Placement]) -> int:
    breaks: tuple[PlannedBreak, ...] = ()
    return total_up(instance, placed, breaks, list_presences(instance, placed)).presence


def _plan_by_hand(
    docket: Docket, meeting: Meeting, cases: Sequence[Case]
) -> list[Placement] | None:
    """Colour-then-date for one meeting; None when a case no longer fits."""
    clock, placed = meeting.start, list[Placement]()
    pauses = sorted(meeting.breaks, key=lambda pause: pause.earliest)
    for case in sorted(cases, key=lambda c: (c.colour.rank, c.received, c.id)):
        start = _find_start(docket, meeting, case, clock)
        while pauses and start is not None and _is_due(pauses[0], clock, start + case.minutes):
            clock = max(clock, pauses[0].earliest) + pauses.pop(0).minutes
            start = _find_start(docket, meeting, case, clock)
        if start is None:
            return None
        placed.append(Placement(case=case.id, meeting=meeting.id, start=start))
        clock = start + case.minutes
    return placed


def _is_due(pause: BreakWish, clock: int, end: int) -> bool:
    """Whether the break comes now: it may begin, or could not wait until the next case ends."""
    return pause.earliest <= clock or pause.latest < end


def _find_start(docket: Docket, meeting: Meeting, case: Case, clock: int) -> int | None:
    anywhere = replace(case, pinned=None)
    for first, last in list_common_starts(docket, anywhere, meeting):
        if clock <= last:
            return max(first, clock)
    return None
