"""How long the partners now at the table must at least still wait: the order in which they leave.

Whoever leaves later sits through every remaining case of those who left earlier, unless it is also
his own. The cheapest leaving order is a lower bound on the waiting of any agenda (a stronger form
of the pairwise bounds of Garcia de la Banda, Stuckey and Chu 2011; Lin et al. 2016).
"""

from collections.abc import Sequence
from typing import Final

from domain.planning.sitting import MaskSum

Chair = tuple[int, int]
_LONGEST: Final = 400


class LeavingOrders:
    """Answers whether some leaving order is cheap enough, and counts its steps."""

    __slots__ = ("_last_step", "_minutes", "steps")

    def __init__(self, minutes: MaskSum) -> None:
        self._minutes = minutes
        self.steps = 0
        self._last_step = 0

    def fit(self, chairs: list[Chair], budget: int) -> bool:
        """Whether the chairs, each (weight, remaining tasks), can leave within the budget.

        After `_LONGEST` steps the answer is yes: a bound may be too low, never too high.
        """
        self._last_step = self.steps + _LONGEST
        return self._leave(chairs, 0, 0, budget, {})

    def estimate(self, chairs: Sequence[Chair]) -> int:
        """The cost when always the chair leaves that adds the fewest minutes to the rest."""
        minutes, gone, cost, rest = self._minutes, 0, 0, list(chairs)
        while rest:
            _, weight, tasks = min(
                (minutes[tasks & ~gone], weight, tasks) for weight, tasks in rest
            )
            cost += weight * minutes[gone & ~tasks]
            gone |= tasks
            rest.remove((weight, tasks))
        return cost

    def _leave(
        self, rest: list[Chair], gone: int, spent: int, budget: int, seen: dict[int, int]
    ) -> bool:
        """Depth first over who leaves next; `gone` are the tasks of those who left."""
        self.steps += 1
        if self.steps > self._last_step:
            return True
        minutes = self._minutes
        ahead, staying = spent, []
        for chair in rest:
            missed = gone & ~chair[1]
            cost = chair[0] * minutes[missed] if missed else 0
            ahead += cost
            if ahead > budget:
                return False
            if chair[1] & ~gone:
                staying.append(chair)
            else:
                spent += cost
        if len(staying) < 2:
            return True
        if spent >= seen.get(gone, budget + 1):
            return False
        seen[gone] = spent
        return self._try_each(staying, gone, spent, budget, seen)

    def _try_each(
        self, staying: list[Chair], gone: int, spent: int, budget: int, seen: dict[int, int]
    ) -> bool:
        minutes, news = self._minutes, [tasks & ~gone for _, tasks in staying]
        turns = sorted((minutes[new], at) for at, new in enumerate(news))
        for turn, (_, at) in enumerate(turns):
            new = news[at]
            # Whoever still needs no more than these tasks is never worse off leaving first.
            if any(not news[one] & ~new for _, one in turns[:turn]):
                continue
            weight, tasks = staying[at]
            missed = gone & ~tasks
            cost = spent + (weight * minutes[missed] if missed else 0)
            if self._leave(staying[:at] + staying[at + 1 :], gone | tasks, cost, budget, seen):
                return True
        return False
