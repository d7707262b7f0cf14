"""Plans one meeting: a quick order first, then the exact search below its cost, and where that
stops early a wider search with a lower bound. The plan says which of them it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import Docket, Ranges
from domain.planning.exact import UNLIMITED, Effort, Order, TimedTask, find_order
from domain.planning.instance import Case, Meeting, Placement
from domain.planning.leaving import LeavingOrders
from domain.planning.local_search import OrderPricing, improve_order
from domain.planning.ordering import OrderProblem, prepare_problem
from domain.planning.plan import PlannedBreak, Timetable
from domain.planning.stretch_search import reorder_stretches

# All limits are counts, so that a plan is the same on every machine; how they were chosen is in
# ``docs/decisions/planner-limits.md``.
WORK_OF_PROOF: Final = 30_000_000
SHORT_WORK_OF_PROOF: Final = 12_000_000
WORK_OF_BOUND: Final = 3_000_000
TRIES_OF_BOUND: Final = 6
WORK_OF_NARROW_BEAM: Final = 130_000
WORK_OF_WIDE_BEAM: Final = 500_000
SETS_IN_REACH: Final = 1 << 20
SETS_TO_TRY: Final = 1 << 18
PLAIN_STEPS: Final = 5_000_000
STEPS_SOON_TRIED: Final = 2_000_000
SKETCH_WIDTH: Final = 4
NOTHING_KNOWN: Final = Timetable()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPlan:
    """The times of one meeting; `bound` is a proven lower bound on its weighted waiting."""

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
) -> MeetingPlan | None:
    """Plan one meeting with these ranked cases; None when they do not fit.

    `known` is a timetable that may hold them: it counts as a first order. `elsewhere` replaces the
    allowed starts of cases whose partners also sit in another meeting.
    """
    if not cases:
        return MeetingPlan()
    problem = prepare_problem(docket, meeting, cases, elsewhere)
    if problem is None:
        return None
    leaving = LeavingOrders(problem)
    order = _order_tasks(problem, leaving, known)
    if order.cost is None:
        return None
    return _write_plan(problem, order, _bound_waiting(problem, leaving, order))


def _order_tasks(problem: OrderProblem, leaving: LeavingOrders, known: Timetable) -> Order:
    """A quick order and the exact search below its cost; the long way where proof is too far."""
    quick = _order_quickly(problem, leaving, known)
    ceiling = UNLIMITED if quick.cost is None else quick.cost
    proof = find_order(problem, _choose_effort(problem, ceiling), ceiling, leaving)
    if proof.cost is None and quick.cost is not None:
        wide = _polish(problem, _search_beam(problem, leaving, WORK_OF_WIDE_BEAM))
        best = _pick_cheapest([quick, wide])
        proof = best if problem.opening else _raise_floor(problem, leaving, best)
    return replace(proof, states=quick.states + proof.states)


def _choose_effort(problem: OrderProblem, ceiling: int) -> Effort:
    """The bound for a while; then every set, if there are not too many."""
    sets = sum(1 << block.bit_count() for block in problem.blocks)
    may_try = sets <= SETS_TO_TRY
    is_short = sets > SETS_IN_REACH or (may_try and _is_soon_tried(problem, sets, ceiling))
    return Effort(
        steps=_count_steps(problem, SHORT_WORK_OF_PROOF if is_short else WORK_OF_PROOF),
        plain_steps=PLAIN_STEPS if may_try else 0,
    )


def _is_soon_tried(problem: OrderProblem, sets: int, ceiling: int) -> bool:
    """Whether every set, with or without each break, surely is tried: the order is proven then,
    however early the bound stops. Idle minutes or changes would add to the sets.
    """
    cases = sum(block.bit_count() for block in problem.blocks)
    steps = (sets << len(problem.tasks) - cases) * len(problem.tasks)
    return ceiling < problem.idle_scale and steps <= STEPS_SOON_TRIED


def _count_steps(problem: OrderProblem, work: int) -> int:
    """The steps that amount to this much work: each looks at all chairs and their tasks."""
    return work // (len(problem.tasks) * (1 + len(problem.chair_tasks)))


def _raise_floor(problem: OrderProblem, leaving: LeavingOrders, order: Order) -> Order:
    """The order with a lower bound on every order's cost, or a cheaper one met on the way.

    Proves that no order lies below some ceilings, halving the range where the least cost must be.
    """
    effort = Effort(steps=_count_steps(problem, WORK_OF_BOUND))
    low, high = 0, order.cost or 0
    ceiling, level = high, high - high % problem.idle_scale
    for _ in range(TRIES_OF_BOUND):
        proof = find_order(problem, effort, ceiling, leaving)
        if proof.cost is not None:
            return proof
        low, high = max(low, proof.floor), (high if proof.floor else ceiling)
        if high < level:
            break
        ceiling = (low + high) // 2 if low >= level else level - 1
    return replace(order, floor=low)


def _bound_waiting(problem: OrderProblem, leaving: LeavingOrders, order: Order) -> int:
    """The waiting proven, given that changes and idle minutes are as few as can be.

    In `soft` the proof is of waiting and red starts together: waiting is then bounded by itself.
    """
    floor, cost = order.floor, order.cost or 0
    if problem.opening:
        plain = replace(problem, opening=0)
        cost = OrderPricing(plain).price(order.starts)
        floor = _raise_floor(plain, leaving, replace(order, cost=cost)).floor
    if floor // problem.idle_scale != cost // problem.idle_scale:
        return 0
    return floor % problem.idle_scale // problem.waiting_scale


def sketch_meeting(docket: Docket, meeting: Meeting, cases: Sequence[Case]) -> MeetingPlan | None:
    """Plan one meeting quickly and without proof, to compare ways of dividing cases; None when the
    cases do not fit.
    """
    if not cases:
        return MeetingPlan()
    problem = prepare_problem(docket, meeting, cases)
    order = _search(problem, SKETCH_WIDTH) if problem else None
    if problem is None or order is None or order.cost is None:
        return None
    return _write_plan(problem, order, bound=0)


def bound_waiting(docket: Docket, meeting: Meeting, cases: Sequence[Case]) -> int:
    """Bound from below the weighted waiting in a meeting that holds at least these cases.

    Windows, breaks and the colour rule are left out: each can only add waiting. So can more cases.
    """
    open_end = meeting.end + sum(case.minutes for case in cases)
    always = {case.id: ((meeting.start, open_end),) for case in cases}
    problem = prepare_problem(docket, replace(meeting, breaks=()), cases, always)
    if problem is None or not cases:
        return 0
    tasks = tuple(replace(task, after=0, slope=0, penalty=0) for task in problem.tasks)
    plain = replace(problem, tasks=tasks, opening=0)
    leaving = LeavingOrders(plain)
    return _bound_waiting(plain, leaving, _order_tasks(plain, leaving, NOTHING_KNOWN))


def _order_quickly(problem: OrderProblem, leaving: LeavingOrders, known: Timetable) -> Order:
    """The cheaper of the known order and what a narrow search finds."""
    beam = _search_beam(problem, leaving, WORK_OF_NARROW_BEAM)
    return _polish(problem, _pick_cheapest([_read_known(problem, known), beam]))


def _polish(problem: OrderProblem, order: Order) -> Order:
    """Neighbours in their best order, then moves over longer ways, then the neighbours again."""
    return reorder_stretches(problem, improve_order(problem, reorder_stretches(problem, order)))


def _search_beam(problem: OrderProblem, leaving: LeavingOrders, work: int) -> Order:
    return _search(problem, max(1, _count_steps(problem, work) // len(problem.tasks)), leaving)


def _search(problem: OrderProblem, width: int, leaving: LeavingOrders | None = None) -> Order:
    """What a narrow search finds: without idle minutes or changes, or else with them."""
    effort = Effort(width=width)
    order = find_order(problem, effort, problem.idle_scale - 1, leaving)
    return find_order(problem, effort, leaving=leaving) if order.cost is None else order


def _pick_cheapest(orders: Sequence[Order]) -> Order:
    priced = [order for order in orders if order.cost is not None]
    return min(priced, key=lambda order: order.cost or 0, default=orders[-1])


def _read_known(problem: OrderProblem, known: Timetable) -> Order:
    """The known times as an order, when they are of exactly these tasks."""
    nothing = Order()
    meeting = problem.meeting
    minutes = {one.case: one.start for one in known.placed if one.meeting == meeting.id}
    pauses = sorted(one.start for one in known.breaks if one.meeting == meeting.id)
    breaks = [task for task in problem.tasks if task.case is None]
    cases = [task for task in problem.tasks if task.case in minutes]
    if len(cases) + len(pauses) != len(problem.tasks) or len(breaks) != len(pauses):
        return nothing
    starts = [TimedTask(task=task, minute=minutes[task.case]) for task in cases if task.case]
    starts += [TimedTask(task=one, minute=at) for one, at in zip(breaks, pauses, strict=True)]
    starts.sort(key=lambda start: start.minute)
    end = starts[-1].minute + starts[-1].task.minutes
    # A part of a known timetable may hold the gaps that its other cases filled.
    if end - meeting.start - sum(task.minutes for task in problem.tasks) > problem.idle_limit:
        return nothing
    cost = OrderPricing(problem).price(starts)
    return Order(starts=tuple(starts), cost=cost)


def _write_plan(problem: OrderProblem, order: Order, bound: int) -> MeetingPlan:
    return MeetingPlan(
        timetable=_write_timetable(problem, order),
        cost=(order.cost or 0) + problem.base_cost,
        bound=bound,
        is_proven=order.floor == order.cost,
        states=order.states,
    )


def _write_timetable(problem: OrderProblem, order: Order) -> Timetable:
    meeting = problem.meeting.id
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
