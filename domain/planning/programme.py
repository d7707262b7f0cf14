"""One meeting, from its cases to its best order: a quick order first, then the proof, then honesty.

Serves principle 3: the software says what it has proven. All limits are counts, never a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, Ranges
from domain.planning.exact import UNLIMITED, Effort, Order, Start, find_order
from domain.planning.instance import Case, ColourMode, Meeting, Placement
from domain.planning.local_search import OrderPricing, improve_order
from domain.planning.plan import PlannedBreak, Timetable
from domain.planning.sitting import Sitting, prepare_sitting

STEPS_OF_PROOF: Final = 480_000
SETS_IN_REACH: Final = 1 << 20
SETS_TO_TRY: Final = 1 << 18
STEPS_OF_TRYING: Final = 2_600_000
QUICK_STATES: Final = 300_000
WIDE_STATES: Final = 1_600_000
MOST_TASKS: Final = 120
STEPS_OF_BOUND: Final = 150_000
SKETCH_WIDTH: Final = 8
NOTHING_KNOWN: Final = Timetable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The times of one meeting; `bound` is a lower bound on its weighted waiting."""

    timetable: Timetable = NOTHING_KNOWN
    cost: int = 0
    bound: int = 0
    is_proven: bool = True
    states: int = 0


def plan_meeting(
    docket: Docket,
    meeting: Meeting,
    cases: Sequence[Case],
    known: Timetable = NOTHING_KNOWN,
    elsewhere: Mapping[CaseId, Ranges] | None = None,
) -> Programme | None:
    """The best programme for these ranked cases; None when there is none.

    `known` is a timetable that may hold them: it counts as a first order.
    """
    if not cases:
        return Programme()
    sitting = prepare_sitting(docket, meeting, cases, elsewhere)
    order = _order_tasks(sitting, known) if sitting else None
    if sitting is None or order is None or order.cost is None:
        return None
    return _write_programme(sitting, order, _bound(docket, sitting, order))


def _order_tasks(sitting: Sitting, known: Timetable) -> Order:
    """A quick order and the exact programme below its cost; the long way where proof is too far."""
    sets = sum(1 << block.bit_count() for block in sitting.blocks)
    if sets > SETS_IN_REACH:
        order = improve_order(sitting, _order_quickly(sitting, known, WIDE_STATES))
        return _prove(sitting, order, [Effort(steps=STEPS_OF_BOUND)])
    efforts = [Effort(steps=STEPS_OF_PROOF)]
    if sets <= SETS_TO_TRY:
        efforts = [Effort(steps=STEPS_OF_BOUND), Effort(steps=STEPS_OF_TRYING, is_plain=True)]
    order = _prove(sitting, _order_quickly(sitting, known, QUICK_STATES), efforts)
    if order.cost is None or order.floor == order.cost:
        return order
    wide = _order_quickly(sitting, _write_timetable(sitting, order), WIDE_STATES)
    return improve_order(sitting, replace(wide, floor=order.floor, states=order.states))


def _prove(sitting: Sitting, order: Order, efforts: Sequence[Effort]) -> Order:
    """The best order, proven by one of the efforts; else the order given with the best floor."""
    states, floor = order.states, 0
    for effort in efforts:
        proof = find_order(sitting, effort, UNLIMITED if order.cost is None else order.cost)
        states += proof.states
        if proof.cost is not None:
            return replace(proof, states=states)
        floor = max(floor, proof.floor)
    return replace(order, floor=floor, states=states)


def sketch_meeting(docket: Docket, meeting: Meeting, cases: Sequence[Case]) -> Programme | None:
    """A quick programme without proof, to compare ways of dividing cases over meetings."""
    if not cases:
        return Programme()
    sitting = prepare_sitting(docket, meeting, cases)
    order = find_order(sitting, Effort(width=SKETCH_WIDTH)) if sitting else None
    if sitting is None or order is None or order.cost is None:
        return None
    return _write_programme(sitting, order, bound=0)


def bound_waiting(docket: Docket, meeting: Meeting, cases: Sequence[Case]) -> int:
    """A lower bound on the weighted waiting when at least these cases are in the meeting.

    Without windows, breaks and colour rule, and as more cases never make the others wait less.
    """
    open_end = meeting.end + sum(case.minutes for case in cases)
    always = {case.id: ((meeting.start, open_end),) for case in cases}
    sitting = prepare_sitting(docket, replace(meeting, breaks=()), cases, always)
    if sitting is None or not cases:
        return 0
    tasks = tuple(replace(task, after=0, slope=0, penalty=0) for task in sitting.tasks)
    order = _order_tasks(replace(sitting, tasks=tasks), Timetable())
    return order.floor // docket.scale.waiting


def _order_quickly(sitting: Sitting, known: Timetable, states: int) -> Order:
    """The cheaper of the known order and what a narrow search finds."""
    count = len(sitting.tasks)
    width = max(1, states // count**3)
    found = [_read_known(sitting, known)]
    if count <= MOST_TASKS:
        found.append(find_order(sitting, Effort(width=width)))
    orders = [order for order in found if order.cost is not None]
    return min(orders, key=lambda order: order.cost or 0, default=found[-1])


def _read_known(sitting: Sitting, known: Timetable) -> Order:
    """The known times as an order, when they are of exactly these tasks."""
    nothing = Order(starts=(), cost=None, floor=0, states=0)
    meeting = sitting.meeting
    minutes = {one.case: one.start for one in known.placed if one.meeting == meeting.id}
    pauses = sorted(one.start for one in known.breaks if one.meeting == meeting.id)
    breaks = [task for task in sitting.tasks if task.case is None]
    cases = [task for task in sitting.tasks if task.case in minutes]
    if len(cases) + len(pauses) != len(sitting.tasks) or len(breaks) != len(pauses):
        return nothing
    starts = [Start(task=task, minute=minutes[task.case]) for task in cases if task.case]
    starts += [Start(task=one, minute=at) for one, at in zip(breaks, pauses, strict=True)]
    starts.sort(key=lambda start: start.minute)
    end = starts[-1].minute + starts[-1].task.minutes
    # A part of a known timetable may hold the gaps that its other cases filled.
    if end - meeting.start - sum(task.minutes for task in sitting.tasks) > sitting.idle_limit:
        return nothing
    cost = OrderPricing(sitting).price(starts)
    return Order(starts=tuple(starts), cost=cost, floor=0, states=0)


def _bound(docket: Docket, sitting: Sitting, order: Order) -> int:
    """The waiting proven, given that changes and idle minutes are as few as can be.

    In `soft` the proof is of waiting and red starts together: waiting is then bounded by itself.
    """
    floor = order.floor
    if docket.instance.colour_mode is ColourMode.SOFT:
        tasks = tuple(
            replace(task, slope=task.slope % sitting.waiting_scale) for task in sitting.tasks
        )
        plain = replace(sitting, tasks=tasks)
        known = _read_known(plain, _write_timetable(sitting, order))
        floor = find_order(plain, Effort(steps=STEPS_OF_BOUND), known.cost or 0).floor
    if floor // sitting.idle_scale != (order.cost or 0) // sitting.idle_scale:
        return 0
    return floor % sitting.idle_scale // sitting.waiting_scale


def _write_programme(sitting: Sitting, order: Order, bound: int) -> Programme:
    return Programme(
        timetable=_write_timetable(sitting, order),
        cost=(order.cost or 0) + sitting.base_cost,
        bound=bound,
        is_proven=order.floor == order.cost,
        states=order.states,
    )


def _write_timetable(sitting: Sitting, order: Order) -> Timetable:
    meeting = sitting.meeting.id
    return Timetable(
        placed=tuple(
            Placement(case=start.task.case, meeting=meeting, start=start.minute)
            for start in order.starts
            if start.task.case is not None
        ),
        breaks=tuple(
            PlannedBreak(meeting=meeting, start=start.minute, minutes=start.task.minutes)
            for start in order.starts
            if start.task.case is None
        ),
    )
