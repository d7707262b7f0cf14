"""Bounds from below how long the partners now at the table must still wait.

They leave in some order, and whoever leaves later sits through every remaining case of those who
left earlier, unless it is their own too. The cheapest leaving order is a lower bound on the
waiting of any agenda (a stronger form of the pairwise bounds of Garcia de la Banda, Stuckey and
Chu 2011; Lin et al. 2016).
"""

from dataclasses import dataclass, field
from operator import mul
from typing import Final

from domain.planning.ordering import MaskSum, MaskUnion, OrderProblem

UNHURRIED: Final = 1 << 62
MOST_TASKS: Final = 300


@dataclass(slots=True)
class _Table:
    """What was found out about the same chairs at the table, by the tasks of theirs that remain."""

    needs: tuple[int, ...]
    waiting: MaskSum
    floors: dict[int, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    estimates: dict[int, int] = field(default_factory=dict)


class LeavingOrders:
    """The cheapest leaving order, for any chairs (a mask) with any tasks (a mask) before them.

    State: who still sits there, and the tasks of theirs that remain. Decision: who leaves next.
    Cost: the minutes the others wait through the tasks of whoever leaves. What was found out about
    a state is remembered. After `last_step`, and for too many tasks, the answer is 0: a bound may
    be too low, never too high.
    """

    def __init__(self, problem: OrderProblem) -> None:
        self.steps, self.last_step = 0, UNHURRIED
        self.weights = MaskSum(problem.chair_weights)
        self.chairs = MaskUnion([task.chairs for task in problem.tasks])
        self.tasks = MaskUnion(problem.chair_tasks)
        self._minutes = [task.minutes for task in problem.tasks]
        self._absent = [~task.chairs for task in problem.tasks]
        self._chair_tasks = problem.chair_tasks
        self._tables = dict[int, _Table]()

    def is_tired(self) -> bool:
        """Whether the steps allowed are used up."""
        return self.steps >= self.last_step

    def bound(self, chairs: int, tasks: int, budget: int) -> int:
        """Bound the cost from below: at most the budget when the chairs can leave within it, else
        above the budget.
        """
        self.steps += 1
        if tasks.bit_count() > MOST_TASKS or not chairs & (chairs - 1):
            return 0
        table = self._open_table(chairs)
        floor = table.floors.get(tasks, 0)
        if floor > budget:
            return floor
        known = table.known.get(tasks)
        if known is not None and known <= budget:
            return known
        return self._leave(table, chairs, tasks, budget)

    def estimate(self, chairs: int, tasks: int) -> int:
        """Estimate the cost: at each step the chair leaves that keeps the others waiting least."""
        total, prices = 0, list[tuple[dict[int, int], int, int]]()
        while chairs & (chairs - 1):
            table = self._open_table(chairs)
            if tasks in table.estimates:
                total = table.estimates[tasks]
                break
            price, done = min((table.waiting[own], own) for own in _list_least(table, tasks))
            prices.append((table.estimates, tasks, price))
            tasks &= ~done
            chairs &= self.chairs[tasks]
            tasks &= self.tasks[chairs]
        for estimates, remaining, price in reversed(prices):
            total += price
            estimates[remaining] = total
        return total

    def count_waiting(self, chairs: int) -> MaskSum:
        """Count, per mask of tasks, the weighted minutes these chairs wait through them."""
        return self._open_table(chairs).waiting

    def _open_table(self, chairs: int) -> _Table:
        table = self._tables.get(chairs)
        if table is None:
            weights = map(self.weights.__getitem__, map(chairs.__and__, self._absent))
            table = self._tables[chairs] = _Table(
                needs=tuple(own for at, own in enumerate(self._chair_tasks) if chairs >> at & 1),
                waiting=MaskSum(list(map(mul, self._minutes, weights))),
            )
        return table

    def _leave(self, table: _Table, chairs: int, tasks: int, budget: int) -> int:
        """The cost of an order within the budget; else more than the budget, but no more than any.

        Depth first over who leaves next. What is known of those who stay is looked up before they
        are asked: most of the planner's time goes into these lines.
        """
        self.steps += 1
        floor, least = UNHURRIED, _list_least(table, tasks)
        for price, done in sorted(zip(map(table.waiting.__getitem__, least), least, strict=True)):
            room, cost = budget - price, price
            if room < 0:
                floor = min(floor, price)
                break
            left = tasks & ~done
            staying = chairs & self.chairs[left]
            if staying & (staying - 1):
                left &= self.tasks[staying]
                after = self._tables.get(staying) or self._open_table(staying)
                rest = after.floors.get(left, 0)
                if rest <= room:
                    known = after.known.get(left)
                    if known is not None and known <= room:
                        rest = known
                    else:
                        rest = self._leave(after, staying, left, room)
                cost += rest
            if self.steps >= self.last_step:
                return 0
            if cost <= budget:
                table.known[tasks] = cost
                return cost
            floor = min(floor, cost)
        table.floors[tasks] = floor
        return floor


def _list_least(table: _Table, tasks: int) -> list[int]:
    """The remaining tasks of those who may leave first.

    Whoever needs all that another needs, and more, never leaves more cheaply before the other.
    """
    least = list[int]()
    # as a number, a mask comes after every part of it
    for own in sorted(set(map(tasks.__and__, table.needs))):
        for less in least:
            if own & less == less:
                break
        else:
            least.append(own)
    return least
