"""Improves an order that cannot be proven best: a dozen neighbouring tasks get their best order.

A stretch is a problem of its own for the exact search: who came before it and is still needed is
there at its opening, and whoever is needed after it stays for a last task of no minutes. Sliding
it along the order is a large neighbourhood search (Shaw 1998), bounded by a count of stretches.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.planning.exact import Effort, Order, TimedTask, find_order
from domain.planning.local_search import OrderPricing
from domain.planning.ordering import OrderProblem, Task

TASKS_IN_STRETCH: Final = 12
MOST_STRETCHES: Final = 60
STEPS_PER_STRETCH: Final = 5_000
_NEVER: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The tasks from one place in an order to another, as a problem of their own."""

    problem: OrderProblem
    tasks: Sequence[Task]
    cost: int


def reorder_stretches(problem: OrderProblem, order: Order) -> Order:
    """Slide a stretch along a known order until no stretch can be ordered better.

    An order without a cost is returned as it is.
    """
    if order.cost is None or len(order.starts) <= TASKS_IN_STRETCH:
        return order
    pricing, best, seen, at = OrderPricing(problem), order, set[tuple[int, ...]](), 0
    last, step = len(order.starts) - TASKS_IN_STRETCH, TASKS_IN_STRETCH // 3
    places = [*range(0, last, step), last]
    unchanged = 0
    while unchanged < len(places) and len(seen) < MOST_STRETCHES:
        place = places[at % len(places)]
        at, unchanged = at + 1, unchanged + 1
        tasks = tuple(start.task.bit for start in best.starts[: place + TASKS_IN_STRETCH])
        if tasks in seen:
            continue
        seen.add(tasks)
        better = _reorder(pricing, problem, best, place)
        if better is not None:
            best, unchanged = better, 0
    return best


def _reorder(
    pricing: OrderPricing, problem: OrderProblem, order: Order, place: int
) -> Order | None:
    """The order with the stretch at this place improved, if it can be."""
    stretch = _open_stretch(problem, order.starts, place)
    found = find_order(stretch.problem, Effort(steps=STEPS_PER_STRETCH), stretch.cost - 1)
    if found.cost is None:
        return None
    inside = [stretch.tasks[start.task.bit.bit_length() - 1] for start in found.starts[:-1]]
    before, after = order.starts[:place], order.starts[place + len(inside) :]
    tasks = [*(start.task for start in before), *inside, *(start.task for start in after)]
    starts = pricing.time_order(tasks)
    cost = pricing.price(starts) if starts else None
    # Fewer or more idle minutes in the stretch move what comes after it.
    if starts is None or cost is None or cost >= (order.cost or 0):
        return None
    return replace(order, starts=starts, cost=cost)


def _open_stretch(problem: OrderProblem, starts: Sequence[TimedTask], place: int) -> _Stretch:
    before, inside = starts[:place], starts[place : place + TASKS_IN_STRETCH]
    after = starts[place + len(inside) :]
    bits = {start.task.bit: 1 << at for at, start in enumerate(inside)}
    closing = _close(len(inside), _join_chairs(after))
    clock = before[-1].minute + before[-1].task.minutes if before else problem.meeting.start
    own = replace(
        problem,
        meeting=replace(problem.meeting, start=clock),
        tasks=(
            *(
                replace(start.task, bit=bits[start.task.bit], after=_map(start.task.after, bits))
                for start in inside
            ),
            closing,
        ),
        blocks=(closing.bit - 1,),
        chair_tasks=tuple(
            _map(tasks, bits) | (closing.bit if closing.chairs >> chair & 1 else 0)
            for chair, tasks in enumerate(problem.chair_tasks)
        ),
        opening=problem.opening | _join_chairs(before),
        idle_limit=problem.idle_limit - _count_idle(problem, before),
    )
    end = inside[-1].minute + inside[-1].task.minutes
    minutes = [*(start.minute for start in inside), end]
    known = [TimedTask(task=task, minute=at) for task, at in zip(own.tasks, minutes, strict=True)]
    return _Stretch(own, [start.task for start in inside], OrderPricing(own).price(known))


def _close(count: int, chairs: int) -> Task:
    """A last task of no minutes, for those who are needed later."""
    return Task(
        bit=1 << count,
        case=None,
        minutes=0,
        starts=((0, _NEVER),),
        chairs=chairs,
        after=(1 << count) - 1,
        slope=0,
        penalty=0,
        stay=None,
    )


def _join_chairs(starts: Sequence[TimedTask]) -> int:
    chairs = 0
    for start in starts:
        chairs |= start.task.chairs
    return chairs


def _count_idle(problem: OrderProblem, starts: Sequence[TimedTask]) -> int:
    if not starts:
        return 0
    end = starts[-1].minute + starts[-1].task.minutes
    return end - problem.meeting.start - sum(start.task.minutes for start in starts)


def _map(mask: int, bits: dict[int, int]) -> int:
    return sum(own for bit, own in bits.items() if mask & bit)
