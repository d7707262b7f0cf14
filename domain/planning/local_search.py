"""Improves an order that cannot be proven best: moves one to three neighbouring tasks elsewhere.

It keeps the first move that is cheaper, and stops when none is or when the moves are used up; they
are counted, so the same order always ends as the same order.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.planning.exact import Order, TimedTask
from domain.planning.ordering import MaskSum, MaskUnion, OrderProblem, Task

LONGEST_RUN: Final = 3
MOVES: Final = 6_000


class OrderPricing:
    """Gives the tasks of an order their earliest starts; prices them as the exact search does."""

    def __init__(self, problem: OrderProblem) -> None:
        self._problem = problem
        self._weights = MaskSum(problem.chair_weights)
        self._chairs = MaskUnion([task.chairs for task in problem.tasks])

    def time_order(self, tasks: Sequence[Task]) -> tuple[TimedTask, ...] | None:
        """Give each task its earliest start; None when a start or the order is not allowed."""
        clock, placed, starts = self._problem.meeting.start, 0, list[TimedTask]()
        spare = self._problem.idle_limit
        for task in tasks:
            soonest = _find_start(task, clock)
            if soonest is None or soonest - clock > spare or task.after & ~placed:
                return None
            spare -= soonest - clock
            starts.append(TimedTask(task=task, minute=soonest))
            clock, placed = soonest + task.minutes, placed | task.bit
        return tuple(starts)

    def price(self, starts: Sequence[TimedTask]) -> int:
        """Add up what these times cost, all levels of the objective in one integer."""
        problem, clock, placed, cost = self._problem, self._problem.meeting.start, 0, 0
        for start in starts:
            task, idle = start.task, start.minute - clock
            arrived = self._chairs[placed] | problem.opening
            seated = arrived & self._chairs[problem.everything ^ placed]
            weight = self._weights[seated]
            bystanders = weight - self._weights[seated & task.chairs]
            cost += problem.waiting_scale * (task.minutes * bystanders + idle * weight)
            cost += problem.idle_scale * idle + task.slope * (start.minute - problem.meeting.start)
            cost += task.penalty if start.minute != task.stay else 0
            clock, placed = start.minute + task.minutes, placed | task.bit
        return cost


def improve_order(problem: OrderProblem, order: Order) -> Order:
    """Improve a known order by moves; an order without a cost is returned as it is."""
    if order.cost is None:
        return order
    pricing = OrderPricing(problem)
    best, cost, moves = list(order.starts), order.cost, 0
    improved = True
    while improved and moves < MOVES:
        improved = False
        for tasks in _list_moves([start.task for start in best]):
            moves += 1
            starts = pricing.time_order(tasks)
            price = pricing.price(starts) if starts else cost
            if starts and price < cost:
                best, cost, improved = list(starts), price, True
                break
            if moves >= MOVES:
                break
    return Order(starts=tuple(best), cost=cost, states=order.states + moves)


def _list_moves(tasks: list[Task]) -> Iterator[list[Task]]:
    for size in range(1, LONGEST_RUN + 1):
        for at in range(len(tasks) - size + 1):
            run, rest = tasks[at : at + size], tasks[:at] + tasks[at + size :]
            for to in range(len(rest) + 1):
                if to != at:
                    yield rest[:to] + run + rest[to:]


def _find_start(task: Task, clock: int) -> int | None:
    for first, last in task.starts:
        if clock <= last:
            return max(first, clock)
    return None
