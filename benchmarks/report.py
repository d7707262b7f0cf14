"""The figures of a run as a table: each bot's, and how many of ours fit in one of the others."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.turns import Figures

_LEFT, _RIGHT, _RATIO = 30, 16, 17


def report(found: Mapping[str, "Figures"]) -> str:
    """Write the table; a ratio is the median of the rounds' ratios."""
    names, figures = [*found], [*found.values()]
    mine = figures[0]
    head = [f"{'':{_LEFT}}", *(f"{name:>{_RIGHT}}" for name in names)]
    head += [f"{name + ' /':>{_RATIO}}" for name in names[1:]]
    table = _Table(figures)
    return "\n".join(
        [
            "".join(head),
            *(
                table.line(
                    f"{what}, {n} at once, ms", lambda one, key=(what, n): _processor(one, key)
                )
                for what, n in mine.costs
            ),
            *(
                table.line(
                    f"{what}, answer seen, ms", lambda one, what=what: [one.seen_after[what]]
                )
                for what in mine.seen_after
            ),
            table.line("loop blocked at most, ms", lambda one: [one.blocked]),
            table.line("memory at rest, MB", lambda one: [one.memory_at_rest]),
            table.line("memory afterwards, MB", lambda one: [one.memory_after]),
            table.line("start to ready, ms", lambda one: [one.started]),
            table.line("idle, ms a minute", lambda one: [one.idle]),
            *_flushes(mine),
        ]
    )


def _processor(figures: "Figures", key: tuple[str, int]) -> list[float]:
    return [cost.processor for cost in figures.costs[key]]


def _flushes(mine: "Figures") -> list[str]:
    """Only ours keeps anything; on PostgreSQL the server waits for the disk, and is not counted."""
    return [
        f"{f'{what}, {n} at once, flushes':{_LEFT}}"
        f"{statistics.median(cost.flushes for cost in costs):{_RIGHT}.2f}"
        for (what, n), costs in mine.costs.items()
        if any(cost.flushes for cost in costs)
    ]


class _Table:
    def __init__(self, figures: Sequence["Figures"]) -> None:
        self._figures = figures

    def line(self, name: str, read: Callable[["Figures"], Sequence[float]]) -> str:
        mine, *others = [read(one) for one in self._figures]
        ratios = [
            statistics.median(other / own for own, other in zip(mine, theirs, strict=True))
            for theirs in others
        ]
        cells = [f"{statistics.median(one):{_RIGHT}.1f}" for one in (mine, *others)]
        return "".join([f"{name:{_LEFT}}", *cells, *(f"{ratio:{_RATIO}.2f}" for ratio in ratios)])
