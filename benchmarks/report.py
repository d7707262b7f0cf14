"""The figures of a run as a table: each bot's, and how many of ours fit in one of the others."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from benchmarks.turns import Figures

Rounds = Sequence[float]
_LEFT, _RIGHT, _RATIO = 30, 16, 17
_ONCE: Final = {
    "loop blocked at most, ms": "blocked",
    "memory at rest, MB": "memory_at_rest",
    "memory afterwards, MB": "memory_after",
    "start to ready, ms": "started",
    "idle, ms a minute": "idle",
}


def report(found: Mapping[str, "Figures"]) -> str:
    """Write the table; a ratio is the median of the rounds' ratios."""
    names, figures = [*found], [*found.values()]
    ratios = [f"{name.split()[0] + ' / ours':>{_RATIO}}" for name in names[1:]]
    head = [f"{'':{_LEFT}}", *(f"{name:>{_RIGHT}}" for name in names), *ratios]
    lines = [_line(name, rounds) for name, rounds in _rows(figures)]
    return "\n".join(["".join(head), *lines, *_flushes(figures[0])])


def _rows(figures: Sequence["Figures"]) -> Iterator[tuple[str, list[Rounds]]]:
    """What was measured, and of each bot the rounds."""
    mine = figures[0]
    for key in mine.costs:
        what, at_once = key
        costs = [one.costs[key] for one in figures]
        yield f"{what}, {at_once} at once, ms", [[c.processor for c in rounds] for rounds in costs]
    for what in mine.seen_after:
        yield f"{what}, answer seen, ms", [one.seen_after[what] for one in figures]
    for name, attribute in _ONCE.items():
        yield name, [[getattr(one, attribute)] for one in figures]


def _line(name: str, rounds: Sequence[Rounds]) -> str:
    mine, *others = rounds
    ratios = [
        statistics.median(other / own for own, other in zip(mine, theirs, strict=True))
        for theirs in others
    ]
    cells = [f"{statistics.median(one):{_RIGHT}.1f}" for one in rounds]
    return "".join([f"{name:{_LEFT}}", *cells, *(f"{ratio:{_RATIO}.2f}" for ratio in ratios)])


def _flushes(mine: "Figures") -> list[str]:
    """Only ours keeps anything; on PostgreSQL the server waits for the disk, and is not counted."""
    return [
        f"{f'{what}, {at_once} at once, flushes':{_LEFT}}"
        f"{statistics.median(cost.flushes for cost in costs):{_RIGHT}.2f}"
        for (what, at_once), costs in mine.costs.items()
        if any(cost.flushes for cost in costs)
    ]
