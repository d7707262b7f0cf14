"""Beyond the reach of proof: put a dozen neighbouring tasks in their best order, the rest stays.

A window is a sitting of its own for the exact programme: who came before it and is still needed is
there at its opening, and whoever is needed after it stays for a last task of no minutes. Sliding
it along the order is a large neighbourhood search (Shaw 1998), bounded by a count of windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.planning.exact import Effort, Order, Start, find_order
from domain.planning.local_search import OrderPricing
from domain.planning.ordering import Sitting, Task

TASKS_IN_WINDOW: Final = 12
MOST_WINDOWS: Final = 60
STEPS_PER_WINDOW: Final = 5_000
_NEVER: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class _Window:
    """The tasks from one place in an order to another, as a sitting of their own."""

    sitting: Sitting
    tasks: Sequence[Task]
    cost: int


def reorder_windows(sitting: Sitting, order: Order) -> Order:
    """Slide a window along a known order until none can be ordered better; none stays none."""
    if order.cost is None or len(order.starts) <= TASKS_IN_WINDOW:
        return order
    pricing, best, seen, at = OrderPricing(sitting), order, set[tuple[int, ...]](), 0
    last, step = len(order.starts) - TASKS_IN_WINDOW, TASKS_IN_WINDOW // 3
    places = [*range(0, last, step), last]
    unchanged = 0
    while unchanged < len(places) and len(seen) < MOST_WINDOWS:
        place = places[at % len(places)]
        at, unchanged = at + 1, unchanged + 1
        tasks = tuple(start.task.bit for start in best.starts[: place + TASKS_IN_WINDOW])
        if tasks in seen:
            continue
        seen.add(tasks)
        better = _reorder(pricing, sitting, best, place)
        if better is not None:
            best, unchanged = better, 0
    return best


def _reorder(pricing: OrderPricing, sitting: Sitting, order: Order, place: int) -> Order | None:
    """The order with the window at this place improved, if it can be."""
    window = _open_window(sitting, order.starts, place)
    found = find_order(window.sitting, Effort(steps=STEPS_PER_WINDOW), window.cost - 1)
    if found.cost is None:
        return None
    inside = [window.tasks[start.task.bit.bit_length() - 1] for start in found.starts[:-1]]
    before, after = order.starts[:place], order.starts[place + len(inside) :]
    tasks = [*(start.task for start in before), *inside, *(start.task for start in after)]
    starts = pricing.time_order(tasks)
    cost = pricing.price(starts) if starts else None
    # Fewer or more idle minutes in the window move what comes after it.
    if starts is None or cost is None or cost >= (order.cost or 0):
        return None
    return replace(order, starts=starts, cost=cost)


def _open_window(sitting: Sitting, starts: Sequence[Start], place: int) -> _Window:
    before, inside = starts[:place], starts[place : place + TASKS_IN_WINDOW]
    after = starts[place + len(inside) :]
    bits = {start.task.bit: 1 << at for at, start in enumerate(inside)}
    closing = _close(len(inside), _join_chairs(after))
    clock = before[-1].minute + before[-1].task.minutes if before else sitting.meeting.start
    own = replace(
        sitting,
        meeting=replace(sitting.meeting, start=clock),
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
            for chair, tasks in enumerate(sitting.chair_tasks)
        ),
        opening=sitting.opening | _join_chairs(before),
        idle_limit=sitting.idle_limit - _count_idle(sitting, before),
    )
    end = inside[-1].minute + inside[-1].task.minutes
    minutes = [*(start.minute for start in inside), end]
    known = [Start(task=task, minute=at) for task, at in zip(own.tasks, minutes, strict=True)]
    return _Window(own, [start.task for start in inside], OrderPricing(own).price(known))


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


def _join_chairs(starts: Sequence[Start]) -> int:
    chairs = 0
    for start in starts:
        chairs |= start.task.chairs
    return chairs


def _count_idle(sitting: Sitting, starts: Sequence[Start]) -> int:
    if not starts:
        return 0
    end = starts[-1].minute + starts[-1].task.minutes
    return end - sitting.meeting.start - sum(start.task.minutes for start in starts)


def _map(mask: int, bits: dict[int, int]) -> int:
    return sum(own for bit, own in bits.items() if mask & bit)
