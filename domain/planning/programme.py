"""One meeting, from its cases to its best order: a quick order first, then the proof, then honesty.

Serves principle 3: the software says what it has proven. All limits are counts, never a clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, Ranges
from domain.planning.exact import UNLIMITED, Effort, Order, Start, find_order
from domain.planning.instance import Case, Meeting, Placement
from domain.planning.leaving import LeavingOrders
from domain.planning.local_search import OrderPricing, improve_order
from domain.planning.ordering import Sitting, prepare_sitting
from domain.planning.plan import PlannedBreak, Timetable
from domain.planning.window_search import reorder_windows

WORK_OF_PROOF: Final = 30_000_000
WORK_BEYOND_REACH: Final = 12_000_000
WORK_OF_BOUND: Final = 3_000_000
TRIES_OF_BOUND: Final = 6
WORK_OF_NARROW_BEAM: Final = 130_000
WORK_OF_WIDE_BEAM: Final = 500_000
SETS_IN_REACH: Final = 1 << 20
SETS_TO_TRY: Final = 1 << 18
PLAIN_STEPS: Final = 5_000_000
SKETCH_WIDTH: Final = 4
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
    if sitting is None:
        return None
    leaving = LeavingOrders(sitting)
    order = _order_tasks(sitting, leaving, known)
    if order.cost is None:
        return None
    return _write_programme(sitting, order, _bound_waiting(sitting, leaving, order))


def _order_tasks(sitting: Sitting, leaving: LeavingOrders, known: Timetable) -> Order:
    """A quick order and the exact programme below its cost; the long way where proof is too far."""
    quick = _order_quickly(sitting, leaving, known)
    ceiling = UNLIMITED if quick.cost is None else quick.cost
    proof = find_order(sitting, _choose_effort(sitting), ceiling, leaving)
    if proof.cost is None and quick.cost is not None:
        wide = _polish(sitting, _search_beam(sitting, leaving, WORK_OF_WIDE_BEAM))
        best = _pick_cheapest([quick, wide])
        proof = best if sitting.opening else _raise_floor(sitting, leaving, best)
    return replace(proof, states=quick.states + proof.states)


def _choose_effort(sitting: Sitting) -> Effort:
    """The bound for a while; then every set, if there are not too many."""
    sets = sum(1 << block.bit_count() for block in sitting.blocks)
    return Effort(
        steps=_count_steps(sitting, WORK_OF_PROOF if sets <= SETS_IN_REACH else WORK_BEYOND_REACH),
        plain_steps=PLAIN_STEPS if sets <= SETS_TO_TRY else 0,
    )


def _count_steps(sitting: Sitting, work: int) -> int:
    """The steps that amount to this much work: each looks at all chairs and their tasks."""
    return work // (len(sitting.tasks) * (1 + len(sitting.chair_tasks)))


def _raise_floor(sitting: Sitting, leaving: LeavingOrders, order: Order) -> Order:
    """The order with a lower bound on every order's cost, or a cheaper one met on the way.

    Proves that no order lies below some ceilings, halving the range where the least cost must be.
    """
    effort = Effort(steps=_count_steps(sitting, WORK_OF_BOUND))
    low, high = 0, order.cost or 0
    ceiling, level = high, high - high % sitting.idle_scale
    for _ in range(TRIES_OF_BOUND):
        proof = find_order(sitting, effort, ceiling, leaving)
        if proof.cost is not None:
            return proof
        low, high = max(low, proof.floor), (high if proof.floor else ceiling)
        if high < level:
            break
        ceiling = (low + high) // 2 if low >= level else level - 1
    return replace(order, floor=low)


def _bound_waiting(sitting: Sitting, leaving: LeavingOrders, order: Order) -> int:
    """The waiting proven, given that changes and idle minutes are as few as can be.

    In `soft` the proof is of waiting and red starts together: waiting is then bounded by itself.
    """
    floor, cost = order.floor, order.cost or 0
    if sitting.opening:
        plain = replace(sitting, opening=0)
        cost = OrderPricing(plain).price(order.starts)
        floor = _raise_floor(plain, leaving, replace(order, cost=cost)).floor
    if floor // sitting.idle_scale != cost // sitting.idle_scale:
        return 0
    return floor % sitting.idle_scale // sitting.waiting_scale


def sketch_meeting(docket: Docket, meeting: Meeting, cases: Sequence[Case]) -> Programme | None:
    """A quick programme without proof, to compare ways of dividing cases over meetings."""
    if not cases:
        return Programme()
    sitting = prepare_sitting(docket, meeting, cases)
    order = _search(sitting, SKETCH_WIDTH) if sitting else None
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
    plain = replace(sitting, tasks=tasks, opening=0)
    leaving = LeavingOrders(plain)
    return _bound_waiting(plain, leaving, _order_tasks(plain, leaving, NOTHING_KNOWN))


def _order_quickly(sitting: Sitting, leaving: LeavingOrders, known: Timetable) -> Order:
    """The cheaper of the known order and what a narrow search finds."""
    beam = _search_beam(sitting, leaving, WORK_OF_NARROW_BEAM)
    return _polish(sitting, _pick_cheapest([_read_known(sitting, known), beam]))


def _polish(sitting: Sitting, order: Order) -> Order:
    """Neighbours in their best order, then moves over longer ways, then the neighbours again."""
    return reorder_windows(sitting, improve_order(sitting, reorder_windows(sitting, order)))


def _search_beam(sitting: Sitting, leaving: LeavingOrders, work: int) -> Order:
    return _search(sitting, max(1, _count_steps(sitting, work) // len(sitting.tasks)), leaving)


def _search(sitting: Sitting, width: int, leaving: LeavingOrders | None = None) -> Order:
    """What a narrow search finds: without idle minutes or changes, or else with them."""
    effort = Effort(width=width)
    order = find_order(sitting, effort, sitting.idle_scale - 1, leaving)
    return find_order(sitting, effort, leaving=leaving) if order.cost is None else order


def _pick_cheapest(orders: Sequence[Order]) -> Order:
    priced = [order for order in orders if order.cost is not None]
    return min(priced, key=lambda order: order.cost or 0, default=orders[-1])


def _read_known(sitting: Sitting, known: Timetable) -> Order:
    """The known times as an order, when they are of exactly these tasks."""
    nothing = Order()
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
    return Order(starts=tuple(starts), cost=cost)


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
