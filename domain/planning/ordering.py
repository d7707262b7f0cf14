"""Writes one meeting with its chosen cases as integers: tasks, who is needed, what a start costs.

A case and a break are both tasks. Masks hold one bit per task or per chair; a chair is a group of
partners needed for exactly the same cases, with their weights added up. In `soft` each red case has
a chair of its own that is taken from the opening on: its waiting is the price of a later start.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.identifiers import CaseId
from domain.planning.docket import EXEMPT, Docket, Ranges, list_starts
from domain.planning.instance import BreakWish, Case, ColourMode, Meeting, PartnerId
from domain.stoplight import Colour

MOST_REMEMBERED: Final = 300_000


class MaskSum(dict[int, int]):
    """The sum of the values behind a mask, remembered per mask."""

    def __init__(self, values: Sequence[int]) -> None:
        super().__init__({0: 0})
        self._values = values

    def __missing__(self, mask: int) -> int:
        low = mask & -mask
        rest, total = mask ^ low, self._values[low.bit_length() - 1]
        while rest and rest not in self:
            low = rest & -rest
            rest, total = rest ^ low, total + self._values[low.bit_length() - 1]
        total += self[rest]
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self[0] = 0
        self[mask] = total
        return total


class MaskUnion(dict[int, int]):
    """The union of the masks behind a mask, remembered per mask."""

    def __init__(self, values: Sequence[int]) -> None:
        super().__init__({0: 0})
        self._values = values

    def __missing__(self, mask: int) -> int:
        low = mask & -mask
        rest, union = mask ^ low, self._values[low.bit_length() - 1]
        while rest and rest not in self:
            low = rest & -rest
            rest, union = rest ^ low, union | self._values[low.bit_length() - 1]
        union |= self[rest]
        if len(self) > MOST_REMEMBERED:
            self.clear()
            self[0] = 0
        self[mask] = union
        return union


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A case, or a break (`case` None), of one meeting.

    `after` holds the tasks that come earlier (colour blocks, breaks in order). A start at u costs
    `slope` per minute into the meeting, and `penalty` when u is not the published start `stay`.
    """

    bit: int
    case: CaseId | None
    minutes: int
    starts: Ranges
    chairs: int
    after: int
    slope: int
    penalty: int
    stay: int | None

    @property
    def deadline(self) -> int:
        """The minute at which the task is over at the latest."""
        return self.starts[-1][1] + self.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderProblem:
    """One meeting to be ordered: all tasks must be placed between its start and end.

    `blocks` are the cases in colour blocks, in order; one block when the colours mix freely.
    `opening` are the chairs taken before anything is placed.
    """

    meeting: Meeting
    grid: int
    tasks: tuple[Task, ...]
    blocks: tuple[int, ...]
    chair_tasks: tuple[int, ...]
    chair_weights: tuple[int, ...]
    opening: int
    idle_limit: int
    idle_scale: int
    waiting_scale: int
    base_cost: int

    @property
    def everything(self) -> int:
        """The mask of all tasks."""
        return (1 << len(self.tasks)) - 1


def prepare_problem(
    docket: Docket,
    meeting: Meeting,
    cases: Sequence[Case],
    elsewhere: Mapping[CaseId, Ranges] | None = None,
) -> OrderProblem | None:
    """Write ranked cases and the meeting's breaks as one problem.

    None when a case has no start at all, or all together take more minutes than the meeting has.
    `elsewhere` replaces the allowed starts of cases whose partners also sit in another meeting.
    """
    own = elsewhere or {}
    starts = [
        own[case.id] if case.id in own else list_starts(docket, case, meeting) for case in cases
    ]
    if any(not ranges for ranges in starts):
        return None
    partners, reds = _group_partners(docket, cases), _price_reds(docket, cases)
    chairs = [*partners.items(), *reds.items()]
    tasks = [
        replace(
            _describe_case(docket, meeting, case, ranges),
            bit=1 << number,
            chairs=_pick_bits(tasks >> number & 1 for tasks, _ in chairs),
            after=_pick_bits(_comes_before(docket, other, case) for other in cases),
        )
        for number, (case, ranges) in enumerate(zip(cases, starts, strict=True))
    ]
    pauses = sorted(meeting.breaks, key=lambda wish: wish.earliest)
    tasks += [_make_break(wish, len(cases), order) for order, wish in enumerate(pauses)]
    end = max((task.deadline for task in tasks), default=meeting.end)
    if sum(task.minutes for task in tasks) > end - meeting.start:
        return None
    return OrderProblem(
        meeting=meeting,
        grid=docket.grid,
        tasks=tuple(tasks),
        blocks=_list_blocks(docket, cases),
        chair_tasks=tuple(tasks for tasks, _ in chairs),
        chair_weights=tuple(weight for _, weight in chairs),
        opening=(1 << len(chairs)) - (1 << len(partners)),
        idle_limit=docket.idle_limit,
        idle_scale=docket.scale.idle,
        waiting_scale=docket.scale.waiting,
        base_cost=sum(docket.ranks[case.id] for case in cases) * (meeting.start - docket.origin),
    )


def _group_partners(docket: Docket, cases: Sequence[Case]) -> dict[int, int]:
    """Weight per set of cases, for all partners who count."""
    needed: dict[PartnerId, int] = {}
    for number, case in enumerate(cases):
        for partner in case.required:
            needed[partner] = needed.get(partner, 0) | 1 << number
    chairs: dict[int, int] = {}
    for partner, tasks in sorted(needed.items()):
        weight = docket.weights[partner]
        # whose waiting costs nothing takes no chair: fewer groups, the same costs
        if weight:
            chairs[tasks] = chairs.get(tasks, 0) + weight
    return chairs


def _price_reds(docket: Docket, cases: Sequence[Case]) -> dict[int, int]:
    """In `soft`: a chair per red case, that weighs what a minute of a later start costs."""
    price = docket.instance.soft_lambda
    if docket.instance.colour_mode is not ColourMode.SOFT or not price:
        return {}
    return {1 << at: price for at, case in enumerate(cases) if case.colour is Colour.RED}


def _describe_case(docket: Docket, meeting: Meeting, case: Case, starts: Ranges) -> Task:
    """The case by itself; the problem fills in its bit, its chairs and what comes before it."""
    place = docket.published.get(case.id)
    return Task(
        bit=0,
        case=case.id,
        minutes=case.minutes,
        starts=starts,
        chairs=0,
        after=0,
        slope=docket.ranks[case.id] + (docket.scale.red_start if case.colour is Colour.RED else 0),
        penalty=docket.scale.change if place is not None else 0,
        stay=place.start if place is not None and place.meeting == meeting.id else None,
    )


def _comes_before(docket: Docket, other: Case, case: Case) -> bool:
    """Whether the colour rule puts the other case before this one."""
    return EXEMPT < docket.choose_block(other) < docket.choose_block(case)


def _list_blocks(docket: Docket, cases: Sequence[Case]) -> tuple[int, ...]:
    """The masks of the colour blocks; a pinned case may break them, then all is one block."""
    own = [docket.choose_block(case) for case in cases]
    if EXEMPT in own:
        return ((1 << len(cases)) - 1,)
    return tuple(_pick_bits(one == block for one in own) for block in sorted(set(own)))


def _pick_bits(chosen: Iterable[int]) -> int:
    return sum(1 << at for at, yes in enumerate(chosen) if yes)


def _make_break(wish: BreakWish, cases: int, order: int) -> Task:
    return Task(
        bit=1 << cases + order,
        case=None,
        minutes=wish.minutes,
        starts=((wish.earliest, wish.latest),),
        chairs=0,
        after=1 << cases + order - 1 if order else 0,
        slope=0,
        penalty=0,
        stay=None,
    )
