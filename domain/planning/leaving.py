"""Bounds from below how long the partners now at the table must still wait.

They leave in some order, and whoever leaves later sits through every remaining case of those who
left earlier, unless it is their own too. The cheapest leaving order is a lower bound on the
waiting of any agenda (a stronger form of the pairwise bounds of Garcia de la Banda, Stuckey and
Chu 2011; Lin et al. 2016).
"""

from typing import Final

from domain.planning.ordering import MaskSum, MaskUnion, OrderProblem

UNHURRIED: Final = 1 << 62
MOST_TASKS: Final = 300


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
        self._problem, self._shift = problem, len(problem.tasks)
        self._needs = dict[int, tuple[int, ...]]()
        self._waiting = dict[int, MaskSum]()
        self._floors, self._known = dict[int, int](), dict[int, int]()
        self._estimates = dict[int, int]()

    def is_tired(self) -> bool:
        """Whether the steps allowed are used up."""
        return self.steps >= self.last_step

    def bound(self, chairs: int, tasks: int, budget: int) -> int:
        """Bound the cost from below: at most the budget when the chairs can leave within it, else
        above the budget.
        """
        self.steps += 1
        if tasks.bit_count() > MOST_TASKS:
            return 0
        return self._leave(chairs, tasks, budget)

    def estimate(self, chairs: int, tasks: int) -> int:
        """Estimate the cost: at each step the chair leaves that keeps the others waiting least."""
        total, prices = 0, list[tuple[int, int]]()
        while chairs & (chairs - 1):
            key = chairs << self._shift | tasks
            if key in self._estimates:
                total = self._estimates[key]
                break
            waiting = self.count_waiting(chairs)
            price, done = min((waiting[own], own) for own in self._list_least(chairs, tasks))
            prices.append((key, price))
            chairs, tasks = self._let_go(chairs, tasks & ~done)
        for key, price in reversed(prices):
            total += price
            self._estimates[key] = total
        return total

    def count_waiting(self, chairs: int) -> MaskSum:
        """Count, per mask of tasks, the weighted minutes these chairs wait through them."""
        waiting = self._waiting.get(chairs)
        if waiting is None:
            weights = self.weights
            waiting = self._waiting[chairs] = MaskSum(
                [
                    task.minutes * (weights[chairs] - weights[chairs & task.chairs])
                    for task in self._problem.tasks
                ]
            )
        return waiting

    def _list_least(self, chairs: int, tasks: int) -> list[int]:
        """The remaining tasks of those who may leave first.

        Whoever needs all that another needs, and more, never leaves more cheaply before the other.
        """
        needs = self._needs.get(chairs)
        if needs is None:
            every = enumerate(self._problem.chair_tasks)
            needs = self._needs[chairs] = tuple(own for at, own in every if chairs >> at & 1)
        least = list[int]()
        for own in sorted({own & tasks for own in needs}, key=int.bit_count):
            for less in least:
                if own & less == less:
                    break
            else:
                least.append(own)
        return least

    def _let_go(self, chairs: int, left: int) -> tuple[int, int]:
        """Who stays when only these tasks are left, and which of them are theirs."""
        staying = chairs & self.chairs[left]
        return staying, left & self.tasks[staying]

    def _leave(self, chairs: int, tasks: int, budget: int) -> int:
        """The cost of an order within the budget; else more than the budget, but no more than any.

        Depth first over who leaves next.
        """
        if not chairs & (chairs - 1):
            return 0
        key = chairs << self._shift | tasks
        floor = self._floors.get(key, 0)
        if floor > budget:
            return floor
        known = self._known.get(key)
        if known is not None and known <= budget:
            return known
        self.steps += 1
        waiting, floor = self.count_waiting(chairs), UNHURRIED
        for price, done in sorted([(waiting[own], own) for own in self._list_least(chairs, tasks)]):
            if price > budget:
                floor = min(floor, price)
                break
            cost = price + self._leave(*self._let_go(chairs, tasks & ~done), budget - price)
            if self.is_tired():
                return 0
            if cost <= budget:
                self._known[key] = cost
                return cost
            floor = min(floor, cost)
        self._floors[key] = floor
        return floor
