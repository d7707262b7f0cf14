"""An independent solver for one meeting: pair order and hold Booleans for OR-Tools CP-SAT.

The formulation of planning.md §3.1 (`prec`), with optional cases, breaks, windows and pins. It
shares nothing with the planner but the five levels of the objective, here in one integer.
"""

from dataclasses import dataclass
from itertools import permutations
from typing import Any

from ortools.sat.python import cp_model

Data = dict[str, Any]
COLOURS = ("red", "orange", "green")
LONGEST_IDLE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    held: tuple[str, ...]
    idle: int
    waiting: int
    red_start: int
    rank_start: int


class PairOrder:
    """The model of one instance; every level is an integer expression."""

    def __init__(self, data: Data) -> None:
        self.data, self.model = data, cp_model.CpModel()
        self.meeting = data["meetings"][0]
        ranked = sorted(
            data["cases"],
            key=lambda c: (
                COLOURS.index(c["colour"]),
                c.get("coordinator_rank", 99),
                c["received"],
                c["id"],
            ),
        )
        self.cases = ranked
        self.items = [*ranked, *self.meeting["breaks"]]
        self.used = self.model.new_bool_var("used")
        self.on = [self._hold(item) for item in self.items]
        self.start = [self._place(item) for item in self.items]
        self.before = self._order_pairs()
        self._keep_colours()
        self.idle = self._count_idle()
        self.waiting = self._count_waiting()
        self.red = self._sum_starts([int(case["colour"] == "red") for case in ranked])
        self.rank = self._sum_starts(list(range(1, len(ranked) + 1)))

    def solve(self) -> Answer | None:
        held = sum(
            on * 2 ** (len(self.cases) - number)
            for number, on in enumerate(self.on[: len(self.cases)])
        )
        soft = self.data["soft_lambda"] if self.data["colour_mode"] == "soft" else 0
        red_top, rank_top = 2_000, 10_000
        waiting_top = 20_000
        cost = -held
        for level, top in (
            (self.idle, LONGEST_IDLE + 1),
            (self.waiting + soft * self.red, waiting_top),
            (self.red, red_top),
            (self.rank, rank_top),
        ):
            cost = cost * top + level
        self.model.minimize(cost)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self.model)
        if status != cp_model.OPTIMAL:
            assert status == cp_model.INFEASIBLE
            return None
        return Answer(
            held=tuple(
                case["id"]
                for case, on in zip(self.cases, self.on, strict=False)
                if solver.boolean_value(on)
            ),
            idle=solver.value(self.idle),
            waiting=solver.value(self.waiting),
            red_start=solver.value(self.red),
            rank_start=solver.value(self.rank),
        )

    def _hold(self, item: Data) -> cp_model.IntVar:
        if "earliest" in item:
            return self.used
        on = self.model.new_bool_var("")
        self.model.add_implication(on, self.used)
        if item.get("pinned") is not None:
            self.model.add(on == 1)
        return on

    def _place(self, item: Data) -> cp_model.IntVar:
        first, last = self.meeting["start"], self.meeting["end"] - item["minutes"]
        if "earliest" in item:
            domain = cp_model.Domain(item["earliest"], item["latest"])
        else:
            domain = cp_model.Domain(first, max(first, last))
            if last < first:
                self.model.add(self.on[self.items.index(item)] == 0)
            for partner in self.data["partners"]:
                if partner["id"] in item["required"] and partner["windows"] is not None:
                    spans = [[a, b - item["minutes"]] for a, b in partner["windows"]]
                    there = cp_model.Domain.from_intervals([s for s in spans if s[0] <= s[1]])
                    domain = domain.intersection_with(there)
            if item.get("pinned") is not None:
                domain = domain.intersection_with(cp_model.Domain(item["pinned"], item["pinned"]))
        on = self.on[self.items.index(item)]
        start = self.model.new_int_var(first, self.meeting["end"], "")
        if domain.is_empty():
            self.model.add(on == 0)
        else:
            self.model.add_linear_expression_in_domain(start, domain).only_enforce_if(on)
        grid = self.model.new_int_var(0, self.meeting["end"], "")
        self.model.add(start == 5 * grid)
        return start

    def _order_pairs(self) -> dict[tuple[int, int], cp_model.IntVar]:
        count, model = len(self.items), self.model
        before = {pair: model.new_bool_var("") for pair in permutations(range(count), 2)}
        for (one, two), first in before.items():
            model.add(first + before[two, one] == 1)
            end = self.start[one] + self.items[one]["minutes"]
            both = [first, self.on[one], self.on[two]]
            model.add(end <= self.start[two]).only_enforce_if(both)
        for one, two, three in permutations(range(count), 3):
            model.add_bool_or([~before[one, two], ~before[two, three], before[one, three]])
        return before

    def _keep_colours(self) -> None:
        blocks = {"strict3": (0, 1, 2), "red_first": (0, 1, 1)}.get(self.data["colour_mode"])
        if blocks is None:
            return
        free = [n for n, case in enumerate(self.cases) if case.get("pinned") is None]
        for one, two in permutations(free, 2):
            own = [blocks[COLOURS.index(self.cases[at]["colour"])] for at in (one, two)]
            if own[0] < own[1]:
                both = [self.on[one], self.on[two]]
                self.model.add(self.before[one, two] == 1).only_enforce_if(both)

    def _count_idle(self) -> cp_model.IntVar:
        model, first = self.model, self.meeting["start"]
        end = model.new_int_var(first, self.meeting["end"], "")
        for item, start, on in zip(self.items, self.start, self.on, strict=True):
            model.add(end >= start + item["minutes"]).only_enforce_if(on)
        busy = sum(item["minutes"] * on for item, on in zip(self.items, self.on, strict=True))
        idle = model.new_int_var(0, LONGEST_IDLE if self.data["idle_allowed"] else 0, "")
        model.add(idle == end - first - busy)
        return idle

    def _count_waiting(self) -> cp_model.LinearExprT:
        """Per partner the held minutes without it, between two of its cases; and the idle ones."""
        model, total = self.model, 0
        for partner in self.data["partners"]:
            own = [n for n, case in enumerate(self.cases) if partner["id"] in case["required"]]
            if not own or not partner["weight"]:
                continue
            first = model.new_int_var(self.meeting["start"], self.meeting["end"], "")
            last = model.new_int_var(self.meeting["start"], self.meeting["end"], "")
            present = model.new_int_var(0, 1_000, "")
            model.add(present >= last - first)
            needed = sum(self.cases[n]["minutes"] * self.on[n] for n in own)
            for n in own:
                model.add(first <= self.start[n]).only_enforce_if(self.on[n])
                end = self.start[n] + self.cases[n]["minutes"]
                model.add(last >= end).only_enforce_if(self.on[n])
            held = 0
            for other, item in enumerate(self.items):
                if other in own:
                    continue
                waits = model.new_bool_var("")
                for one, two in permutations(own, 2):
                    given = [self.before[one, other], self.before[other, two]]
                    model.add_bool_or(
                        [*(~x for x in (*given, self.on[one], self.on[two], self.on[other])), waits]
                    )
                held += item["minutes"] * waits
            model.add(present >= needed + held)
            total += partner["weight"] * (present - needed)
        return total

    def _sum_starts(self, weights: list[int]) -> cp_model.LinearExprT:
        total = 0
        for number, weight in enumerate(weights):
            if weight:
                into = self.model.new_int_var(0, 1_000, "")
                begun = self.start[number] - self.meeting["start"]
                self.model.add(into == begun).only_enforce_if(self.on[number])
                self.model.add(into == 0).only_enforce_if(~self.on[number])
                total += weight * into
        return total
