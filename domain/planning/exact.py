"""The exact programme for one sitting: the cheapest order of its tasks, by dynamic programming.

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

from domain.planning.leaving import Chair, LeavingOrders
from domain.planning.sitting import MaskSum, MaskUnion, Sitting, Task

UNLIMITED: Final = 1 << 400
_FLOOR_STEPS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A task at its start minute."""

    task: Task
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to search: states kept per layer, steps in all; None is without limit.

    A plain search leaves the bound out: where it prunes little, trying every set is quicker.
    """

    is_plain: bool = False
    width: int | None = None
    steps: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The outcome: the cheapest order found, if any, and what is proven.

    `floor` is a lower bound on the cost of every order; it equals `cost` when nothing is cheaper.
    """

    starts: tuple[Start, ...]
    cost: int | None
    floor: int
    states: int


@dataclass(frozen=True, slots=True)
class _Rest:
    """Minutes that those now seated must wait anyway, and who may leave in which order."""

    forced: int
    groups: list[list[Chair]]


# Cost, minute reached, key of the state before, number of the task just placed and its start. A
# bare tuple, as a meeting of eighteen cases may need a quarter of a million of them.
_State = tuple[int, int, int, int, int]
_Layer = dict[int, _State]


def find_order(sitting: Sitting, effort: Effort, ceiling: int = UNLIMITED) -> Order:
    """The cheapest order that costs at most the ceiling.

    With a `width` only the most promising states of each layer are kept (beam search): nothing is
    proven, but an order comes quickly. With `steps` the search stops there and says what is proven.
    """
    search = _Search(sitting, effort, ceiling)
    layers: list[_Layer] = [{0: (0, sitting.meeting.start, 0, 0, 0)}]
    for _ in sitting.tasks:
        layer = search.prune(search.expand(layers[-1]))
        if search.is_exhausted():
            floor = search.find_floor(layers[-1])
            return Order(starts=(), cost=None, floor=floor, states=search.states)
        layers.append(layer)
    return search.retrace(layers)


class _Search:
    """The layers of one search: all states with equally many tasks placed."""

    def __init__(self, sitting: Sitting, effort: Effort, ceiling: int) -> None:
        self.sitting, self.effort, self.ceiling = sitting, effort, ceiling
        self.shift, scale = len(sitting.tasks), sitting.waiting_scale
        self.minutes = MaskSum([task.minutes for task in sitting.tasks])
        self.weights = MaskSum(sitting.chair_weights)
        self.chairs = MaskUnion([task.chairs for task in sitting.tasks])
        self.leaving = LeavingOrders(self.minutes)
        self.urgent = _list_urgent(sitting)
        self.by_pressure = sorted(
            (task for task in sitting.tasks if task.slope),
            key=lambda task: (-Fraction(task.slope, task.minutes), task.bit),
        )
        self.moves = [
            (at, one.bit, one.after, scale * one.minutes, one.chairs, one.slope, one.penalty, one)
            for at, one in enumerate(sitting.tasks)
        ]
        self.published = [task for task in sitting.tasks if task.penalty]
        self.states = self.transitions = 0

    def is_exhausted(self) -> bool:
        """Whether the steps allowed are used up."""
        steps = self.effort.steps
        return steps is not None and self.leaving.steps + self.transitions // 2 > steps

    def expand(self, layer: _Layer) -> _Layer:  # noqa: C901 - the recursion on one screen
        """All states one task further, each with its cheapest history.

        One function, as state, decision and cost are the whole method.
        """
        sitting, weights, everything = self.sitting, self.weights, self.sitting.everything
        scale, shift, ceiling = sitting.waiting_scale, self.shift, self.ceiling
        following: _Layer = {}
        for key, (spent, clock, *_) in layer.items():
            self.transitions += shift
            if self.is_exhausted():
                return following
            placed = key & everything
            left = everything ^ placed
            spare = sitting.idle_limit - (key >> shift)
            seated = self.chairs[placed] & self.chairs[left]
            seated_weight, into = weights[seated], clock - sitting.meeting.start
            for number, bit, after, price, chairs, slope, penalty, task in self.moves:
                if not left & bit or left & after:
                    continue
                cost = spent + price * (seated_weight - weights[seated & chairs]) + slope * into
                if cost > ceiling:
                    continue
                for minute in _list_minutes(task, clock, spare, sitting.grid):
                    total, reached = cost, key + bit
                    if minute != clock:
                        idle = minute - clock
                        total += idle * (sitting.idle_scale + scale * seated_weight + slope)
                        reached += idle << shift
                    if penalty and minute != task.stay:
                        total += penalty
                    known = following.get(reached)
                    if total <= ceiling and (known is None or total < known[0]):
                        following[reached] = (total, minute + task.minutes, key, number, minute)
        return following

    def prune(self, layer: _Layer) -> _Layer:
        """Only the states that can still end in time and below the ceiling."""
        self.states += len(layer)
        alive = {key: state for key, state in layer.items() if self._is_in_time(key, state)}
        if self.effort.is_plain:
            return alive
        if self.effort.width is None:
            return {
                key: state
                for key, state in alive.items()
                if not self.is_exhausted() and self._may_win(key, state)
            }
        if len(alive) <= self.effort.width:
            return alive
        promise = {key: self._estimate(key, state) for key, state in alive.items()}
        best = sorted(alive, key=lambda key: (promise[key], key))[: self.effort.width]
        return {key: alive[key] for key in best}

    def find_floor(self, layer: _Layer) -> int:
        """A lower bound on every order, to a grid step of waiting: most lie through this layer."""
        scale, step = self.sitting.waiting_scale, self.sitting.grid
        floor, last_step = self.ceiling // scale, self.leaving.steps + _FLOOR_STEPS
        for key, state in layer.items():
            while floor >= step and self._may_win(key, state, (floor - step + 1) * scale - 1):
                floor -= step
            if self.leaving.steps > last_step:
                return min(floor, min(state[0] for state in layer.values()) // scale) * scale
        return floor * scale

    def retrace(self, layers: list[_Layer]) -> Order:
        """The cheapest complete state, followed back to the start."""
        if not layers[-1]:
            return Order(starts=(), cost=None, floor=self.ceiling + 1, states=self.states)
        key = min(layers[-1], key=lambda one: layers[-1][one][0])
        cost, starts = layers[-1][key][0], list[Start]()
        for layer in reversed(layers[1:]):
            _, _, came_from, number, minute = layer[key]
            starts.append(Start(task=self.sitting.tasks[number], minute=minute))
            key = came_from
        floor = cost if self.effort.width is None else 0
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

    def _may_win(self, key: int, state: _State, ceiling: int | None = None) -> bool:
        limit = self.ceiling if ceiling is None else ceiling
        room = limit - state[0] - self._price_rest(key, state)
        if room < 0 or limit >= UNLIMITED:
            return room >= 0
        rest = self._list_rest(key)
        budget = room // self.sitting.waiting_scale - rest.forced
        return budget >= 0 and all(self.leaving.fit(group, budget) for group in rest.groups)

    def _estimate(self, key: int, state: _State) -> int:
        rest = self._list_rest(key)
        waiting = rest.forced + sum(self.leaving.estimate(group) for group in rest.groups)
        return state[0] + self._price_rest(key, state) + self.sitting.waiting_scale * waiting

    def _price_rest(self, key: int, state: _State) -> int:
        """What the other levels cost at least: Smith's rule, and moves no longer avoidable."""
        price, clock = 0, state[1] - self.sitting.meeting.start
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
        left = self.sitting.everything & ~key
        chairs, forced, groups, later = self._list_chairs(key), 0, list[list[Chair]](), left
        if len(self.sitting.blocks) == 1:
            return _Rest(0, [chairs])
        for block in self.sitting.blocks:
            now, later = block & left, later & ~block
            staying = [(weight, tasks) for weight, tasks in chairs if tasks & later]
            forced += sum(weight * self.minutes[now & ~tasks] for weight, tasks in staying)
            groups.append([(weight, tasks & now) for weight, tasks in chairs if not tasks & later])
            chairs = staying
        return _Rest(forced, groups)

    def _list_chairs(self, key: int) -> list[Chair]:
        """Who sits now and still has cases, with equal rests taken together."""
        left = self.sitting.everything & ~key
        placed = self.sitting.everything ^ left
        seated, rests = self.chairs[placed] & self.chairs[left], dict[int, int]()
        while seated:
            low = seated & -seated
            seated ^= low
            chair = low.bit_length() - 1
            tasks = self.sitting.chair_tasks[chair] & left
            rests[tasks] = rests.get(tasks, 0) + self.sitting.chair_weights[chair]
        return [(weight, tasks) for tasks, weight in rests.items()]


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


def _list_urgent(sitting: Sitting) -> list[Task]:
    """The tasks that must be over before the meeting is, the earliest deadline first."""
    urgent = [task for task in sitting.tasks if task.deadline < sitting.meeting.end]
    return sorted(urgent, key=lambda task: (task.deadline, task.bit))
