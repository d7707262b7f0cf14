"""The exact search for one problem: the cheapest order of its tasks, by dynamic programming.

State: the set of tasks placed (and idle minutes spent); their order does not matter any more, as
what a next task costs depends on the set only. Decision: which task comes next, and at which
minute. Cost: the minutes the partners between their first and last case sit through it, and the
lower levels, in one integer. Adelson, Norman and Laporte 1976 (rehearsals); Garcia de la Banda,
Stuckey and Chu 2011 (talent scheduling). States that cannot beat a known order are dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.planning.leaving import UNHURRIED, LeavingOrders
from domain.planning.ordering import OrderProblem, Task

UNLIMITED: Final = 1 << 400


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedTask:
    """A task with its start minute."""

    task: Task
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much one search may do: `width` states are kept per layer (None: all of them).

    The search spends `steps` on its lower bound; when they are used up it goes on without the
    bound for at most `plain_steps`.
    """

    width: int | None = None
    steps: int = UNHURRIED
    plain_steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The cheapest order a search found; `cost` is None when it found none.

    `floor` is a proven lower bound on the cost of every order: equal to `cost`, the order is
    proven best.
    """

    starts: tuple[TimedTask, ...] = ()
    cost: int | None = None
    floor: int = 0
    states: int = 0


@dataclass(frozen=True, slots=True)
class _Rest:
    """What those now seated must wait anyway; the chairs that leave per block, and their tasks."""

    forced: int
    groups: list[tuple[int, int]]


# Cost, minute reached, key of the state before, number of the task just placed and its start. A
# bare tuple, as a meeting of eighteen cases may need a quarter of a million of them.
_State = tuple[int, int, int, int, int]
_Layer = dict[int, _State]


def find_order(
    problem: OrderProblem,
    effort: Effort,
    ceiling: int = UNLIMITED,
    leaving: LeavingOrders | None = None,
) -> Order:
    """Find the cheapest order that costs at most the ceiling.

    A search with a `width` keeps only the most promising states of each layer (beam search): it
    is quick and proves nothing. A search whose steps are used up returns an order without a cost.
    Searches of one problem share what they found out when they get the same `leaving`.
    """
    search = _Search(problem, effort, ceiling, leaving or LeavingOrders(problem))
    layers: list[_Layer] = [{0: (0, problem.meeting.start, 0, 0, 0)}]
    for _ in problem.tasks:
        layers.append(search.prune(search.expand(layers[-1])))
        if search.is_exhausted():
            return Order(states=search.states)
    return search.retrace(layers)


class _Search:
    """The layers of one search: all states with equally many tasks placed."""

    def __init__(
        self, problem: OrderProblem, effort: Effort, ceiling: int, leaving: LeavingOrders
    ) -> None:
        self.problem, self.effort, self.ceiling = problem, effort, ceiling
        self.leaving, self.weights, self.chairs = leaving, leaving.weights, leaving.chairs
        leaving.last_step = leaving.steps + effort.steps
        self.shift, scale = len(problem.tasks), problem.waiting_scale
        self.urgent = _list_urgent(problem)
        self.by_pressure = sorted(
            (task for task in problem.tasks if task.slope),
            key=lambda task: (-Fraction(task.slope, task.minutes), task.bit),
        )
        self.moves = [
            (at, one.bit, one.after, scale * one.minutes, one.chairs, one.slope, one.penalty, one)
            for at, one in enumerate(problem.tasks)
        ]
        self.published = [task for task in problem.tasks if task.penalty]
        self.states = self.plain_steps = 0

    def is_exhausted(self) -> bool:
        """Whether the steps allowed are used up."""
        return self.leaving.is_tired() and self.plain_steps >= self.effort.plain_steps

    def expand(self, layer: _Layer) -> _Layer:  # noqa: C901 - the recursion on one screen
        """All states one task further, each with its cheapest history.

        One function, as state, decision and cost are the whole method.
        """
        problem, weights, everything = self.problem, self.weights, self.problem.everything
        scale, idle_scale = problem.waiting_scale, problem.idle_scale
        shift, ceiling = self.shift, self.ceiling
        following, is_plain = _Layer(), self.leaving.is_tired()
        for key, (spent, clock, *_) in layer.items():
            if is_plain:
                self.plain_steps += shift
                if self.plain_steps >= self.effort.plain_steps:
                    return following
            placed = key & everything
            left = everything ^ placed
            spare = min(problem.idle_limit - (key >> shift), (ceiling - spent) // idle_scale)
            seated = (self.chairs[placed] | problem.opening) & self.chairs[left]
            seated_weight, into = weights[seated], clock - problem.meeting.start
            for number, bit, after, price, chairs, slope, penalty, task in self.moves:
                if not left & bit or left & after:
                    continue
                cost = spent + price * (seated_weight - weights[seated & chairs]) + slope * into
                if cost > ceiling:
                    continue
                for minute in _list_minutes(task, clock, spare, problem.grid):
                    total, reached = cost, key + bit
                    if minute != clock:
                        idle = minute - clock
                        total += idle * (idle_scale + scale * seated_weight + slope)
                        reached += idle << shift
                    if penalty and minute != task.stay:
                        total += penalty
                    if total > ceiling:
                        continue
                    known = following.get(reached)
                    # Equals are told apart by their history, so no way of searching decides.
                    if known is None or total < known[0] or (total == known[0] and key < known[2]):
                        following[reached] = (total, minute + task.minutes, key, number, minute)
        return following

    def prune(self, layer: _Layer) -> _Layer:
        """Only the states that can still end in time and below the ceiling."""
        self.states += len(layer)
        alive = layer
        if self.urgent:
            alive = {key: state for key, state in layer.items() if self._is_in_time(key, state)}
        width = self.effort.width
        if width is None:
            if self.leaving.is_tired():
                return alive
            return {key: state for key, state in alive.items() if self._may_win(key, state)}
        if len(alive) <= width:
            return alive
        sure = {key: state[0] + self._price_rest(key, state) for key, state in alive.items()}
        level = sorted(cost // self.problem.idle_scale for cost in sure.values())[width - 1]
        promise = {
            key: cost + self._estimate_waiting(key)
            for key, cost in sure.items()
            if cost // self.problem.idle_scale <= level
        }
        best = sorted(promise, key=lambda key: (promise[key], key))[:width]
        return {key: alive[key] for key in best}

    def retrace(self, layers: list[_Layer]) -> Order:
        """The cheapest complete state, followed back to the start."""
        is_proof = self.effort.width is None
        if not layers[-1]:
            return Order(floor=self.ceiling + 1 if is_proof else 0, states=self.states)
        key = min(layers[-1], key=lambda one: (layers[-1][one][0], one))
        cost, starts = layers[-1][key][0], list[TimedTask]()
        for layer in reversed(layers[1:]):
            _, _, came_from, number, minute = layer[key]
            starts.append(TimedTask(task=self.problem.tasks[number], minute=minute))
            key = came_from
        floor = cost if is_proof else 0
        return Order(starts=tuple(reversed(starts)), cost=cost, floor=floor, states=self.states)

    def _is_in_time(self, key: int, state: _State) -> bool:
        """Earliest due date first: every remaining task with a deadline can still meet it."""
        over = state[1]
        for task in self.urgent:
            if not key & task.bit:
                over += task.minutes
                if over > task.deadline:
                    return False
        return True

    def _may_win(self, key: int, state: _State) -> bool:
        """Whether what is certain to come leaves the state at or below the ceiling."""
        if self.leaving.is_tired():
            return True
        room = self.ceiling - state[0] - self._price_rest(key, state)
        if room < 0 or self.ceiling >= UNLIMITED:
            return room >= 0
        rest = self._list_rest(key)
        budget = room // self.problem.waiting_scale - rest.forced
        return budget >= 0 and all(
            self.leaving.bound(chairs, tasks, budget) <= budget for chairs, tasks in rest.groups
        )

    def _estimate_waiting(self, key: int) -> int:
        rest = self._list_rest(key)
        waiting = rest.forced + sum(self.leaving.estimate(*group) for group in rest.groups)
        return self.problem.waiting_scale * waiting

    def _price_rest(self, key: int, state: _State) -> int:
        """What the other levels cost at least: Smith's rule, and moves no longer avoidable."""
        price, clock = 0, state[1] - self.problem.meeting.start
        for task in self.by_pressure:
            if not key & task.bit:
                price += task.slope * clock
                clock += task.minutes
        for task in self.published:
            if not key & task.bit and (task.stay is None or task.stay < state[1]):
                price += task.penalty
        return price

    def _list_rest(self, key: int) -> _Rest:
        """Who sits now, by the colour block in which they leave; who stays on waits through it."""
        later, forced, groups = self.problem.everything & ~key, 0, list[tuple[int, int]]()
        arrived = self.chairs[self.problem.everything & key] | self.problem.opening
        seated = arrived & self.chairs[later]
        for block in self.problem.blocks:
            now, later = block & later, later & ~block
            staying = seated & self.chairs[later]
            forced += self.leaving.count_waiting(staying)[now]
            leaving = seated ^ staying
            groups.append((leaving, self.leaving.tasks[leaving] & now))
            seated = staying
        return _Rest(forced, groups)


def _list_minutes(task: Task, clock: int, spare: int, grid: int) -> Sequence[int]:
    """The minutes at which the task may start now, spending no more than the spare idle."""
    if len(task.starts) == 1:
        first, last = task.starts[0]
        if not spare:
            return (clock,) if first <= clock <= last else ()
        return range(max(first, clock), min(last, clock + spare) + 1, grid)
    return [
        minute
        for first, last in task.starts
        for minute in range(max(first, clock), min(last, clock + spare) + 1, grid)
    ]


def _list_urgent(problem: OrderProblem) -> list[Task]:
    """The tasks that must be over before the meeting is, the earliest deadline first."""
    urgent = [task for task in problem.tasks if task.deadline < problem.meeting.end]
    return sorted(urgent, key=lambda task: (task.deadline, task.bit))
