"""Draws the pictures of docs/planner.md; needs the packages of requirements-bench.txt.

`python -m benchmarks.draw_planner` writes docs/pictures/planner-*.png.
"""

from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from benchmarks.planner import grow
from domain.planning import Instance, Placement, Plan, plan_agenda
from domain.planning.comparison import list_by_hand
from domain.planning.explanation import tell_time
from domain.planning.presence import list_presences
from files.plan import read_instance

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
EXAMPLE = ROOT / "benchmarks" / "pretend_meeting.json"
SHADES = {"red": "#c0392b", "orange": "#e08e0b", "green": "#2e8b57"}
LETTERS = {"red": "R", "orange": "O", "green": "G"}


def main() -> None:
    mpl.use("Agg")
    draw_plan()
    draw_growth()


def draw_plan() -> None:
    instance = read_instance(EXAMPLE.read_text(encoding="utf-8"))
    plan = plan_agenda(instance)
    by_hand = list_by_hand(instance, plan) or []
    figure, (before, after) = plt.subplots(2, 1, figsize=(11, 8.5), sharex=True)
    draw_agenda(before, instance, by_hand, "by colour, then date")
    draw_agenda(after, instance, list(plan.placed), "planned, the same cases", plan)
    start = instance.meetings[0].start
    ticks = range(start, instance.meetings[0].end + 1, 30)
    after.set_xticks(list(ticks), [tell_time(minute) for minute in ticks])
    figure.tight_layout()
    figure.savefig(PICTURES / "planner-agenda.png", dpi=110)


def draw_agenda(
    axes: Axes,
    instance: Instance,
    placed: list[Placement],
    title: str,
    plan: Plan | None = None,
) -> None:
    presences = list_presences(instance, placed)
    names = sorted({one.partner for one in presences}, reverse=True)
    rows = {name: row for row, name in enumerate(names)}
    cases = {case.id: case for case in instance.cases}
    for one in presences:
        width = one.end - one.start
        axes.barh(rows[one.partner], width, left=one.start, height=0.7, color="#d9dee4")
    for place in placed:
        case = cases[place.case]
        for partner in case.required:
            axes.barh(
                rows[partner],
                case.minutes,
                left=place.start,
                height=0.7,
                color=SHADES[case.colour],
                edgecolor="white",
            )
            middle = place.start + case.minutes / 2
            axes.text(
                middle,
                rows[partner],
                LETTERS[case.colour],
                ha="center",
                va="center",
                fontsize=6,
                color="white",
            )
    for pause in plan.breaks if plan else ():
        axes.axvspan(pause.start, pause.start + pause.minutes, color="#8fa3b8", alpha=0.35)
        axes.text(pause.start + pause.minutes / 2, -0.9, "break", ha="center", fontsize=7)
    presence = sum(one.end - one.start for one in presences)
    waiting = sum(one.waiting for one in presences)
    axes.set_yticks(list(rows.values()), list(rows))
    axes.set_title(f"{title}: {presence} minutes of presence, {waiting} of them waiting (grey)")
    axes.tick_params(labelsize=8)
    axes.set_xlim(instance.meetings[0].start, instance.meetings[0].end)
    axes.set_ylim(-1, len(rows) - 0.5)


def draw_growth() -> None:
    rows = [grow(count) for count in range(8, 25, 2)]
    figure, axes = plt.subplots(figsize=(7, 4))
    counts = [row.cases for row in rows]
    axes.semilogy(counts, [row.exhaustive for row in rows], "--", color="#555", label="2ⁿ · n")
    axes.semilogy(counts, [row.states for row in rows], "o-", color="#c0392b", label="states")
    for row in rows:
        if not row.is_proven:
            axes.annotate(
                "limit", (row.cases, row.states), textcoords="offset points", xytext=(0, 8)
            )
    axes.set_xlabel("distinct cases in one meeting")
    axes.legend()
    figure.tight_layout()
    figure.savefig(PICTURES / "planner-growth.png", dpi=110)


if __name__ == "__main__":
    main()
