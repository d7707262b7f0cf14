"""The agenda planner: time, work and status per example and mode, memory, and growth in cases."""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from domain.identifiers import CaseId, MeetingId
from domain.planning import (
    Case,
    ColourMode,
    Instance,
    InvalidInstanceError,
    Meeting,
    Partner,
    PartnerId,
    Plan,
    plan_agenda,
)
from domain.planning.docket import open_docket
from domain.planning.exact import Effort, find_order
from domain.planning.leaving import LeavingOrders
from domain.planning.ordering import prepare_problem
from domain.stoplight import Colour
from files.plan import read_instance

ROOT = Path(__file__).resolve().parents[1]
INSTANCES = Path(os.environ.get("STOPLICHT_PLANNING") or ROOT.parent / "shared" / "planning")
SMALL = ROOT / "tests" / "domain" / "planning" / "instances"
MODES = tuple(ColourMode)
SECONDS_FOR_MOST, SECONDS_FOR_WORST, MEGABYTES = 0.2, 2.0, 300
PARTNERS = tuple(PartnerId(f"P{number:02d}") for number in range(14))
STEPS_OF_GROWTH = 600_000
SEED, STEP = 20_261_122, 6_364_136_223_846_793_005


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    name: str
    mode: str
    seconds: float
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    cases: int
    states: int
    exhaustive: int
    seconds: float
    is_proven: bool


def main() -> None:
    own, other = list[Measurement](), list[Measurement]()
    print("agenda planner: every example in every mode it allows")
    print(f"{'example':28}{'mode':11}{'seconds':>8}{'states':>9}{'waiting':>8}{'bound':>7}  status")
    for path in list_examples():
        asked = read_instance(path.read_text(encoding="utf-8"))
        for mode in MODES:
            measured = measure(path.stem, replace(asked, colour_mode=mode))
            if measured is not None:
                print_row(measured)
                (own if mode is asked.colour_mode else other).append(measured)
    print_promise("in the mode the example asks for", own)
    print_promise("in the other modes", other)
    print_growth([grow(count) for count in range(8, 25, 2)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory: {peak} MB at the peak, promised is {MEGABYTES} MB")


def list_examples() -> list[Path]:
    return sorted((INSTANCES / "instances").glob("*.json")) or sorted(SMALL.glob("*.json"))


def measure(name: str, instance: Instance) -> Measurement | None:
    begun = time.process_time()
    try:
        plan = plan_agenda(instance)
    except InvalidInstanceError:
        return None
    seconds = time.process_time() - begun
    return Measurement(name=name, mode=instance.colour_mode, seconds=seconds, plan=plan)


def print_row(one: Measurement) -> None:
    print(
        f"{one.name:28}{one.mode:11}{one.seconds:8.2f}{one.plan.states:9}"
        f"{one.plan.totals.waiting:8}{one.plan.bound:7}  {one.plan.status}"
    )


def print_promise(which: str, measured: list[Measurement]) -> None:
    if not measured:
        return
    quick = sum(one.seconds <= SECONDS_FOR_MOST for one in measured)
    proven = sum(one.plan.status == "optimal" for one in measured)
    worst = max(measured, key=lambda one: one.seconds)
    print(
        f"{which}: {len(measured)} plans, {proven} proven optimal, {quick} within "
        f"{SECONDS_FOR_MOST} s, the worst {worst.seconds:.2f} s ({worst.name}, {worst.mode}); "
        f"promised is {SECONDS_FOR_WORST} s"
    )


def grow(count: int) -> Growth:
    """One pure ordering of distinct cases: the states the search keeps beside all there are."""
    docket = open_docket(make_ordering(count))
    problem = prepare_problem(docket, docket.meetings[0], docket.cases)
    assert problem is not None
    begun = time.process_time()
    leaving = LeavingOrders(problem)
    quick = find_order(problem, Effort(width=60), leaving=leaving)
    proof = find_order(problem, Effort(steps=STEPS_OF_GROWTH), quick.cost or 0, leaving)
    return Growth(
        cases=count,
        states=proof.states,
        exhaustive=count << count,
        seconds=time.process_time() - begun,
        is_proven=proof.cost is not None,
    )


def make_ordering(count: int) -> Instance:
    """Cases of 5 to 30 minutes of five kinds, each with its usual partners and one or two more."""
    numbers = draw_numbers()
    cases = tuple(make_case(number, numbers) for number in range(count))
    end = sum(case.minutes for case in cases)
    return Instance(
        meetings=(Meeting(id=MeetingId("M"), start=0, end=end),),
        partners=tuple(Partner(id=one) for one in PARTNERS),
        cases=cases,
        colour_mode=ColourMode.FREE,
    )


def make_case(number: int, numbers: Iterator[int]) -> Case:
    kind, extra = next(numbers) % 5, 1 + next(numbers) % 2
    usual = [PARTNERS[(3 * kind + step) % 14] for step in (0, 1, 2)]
    others = [PARTNERS[at % 14] for at in islice(numbers, extra)]
    return Case(
        id=CaseId(f"C{number:02d}"),
        minutes=5 * (1 + next(numbers) % 6),
        colour=Colour.RED,
        required=tuple(sorted({*usual, *others})),
    )


def draw_numbers() -> Iterator[int]:
    """A fixed row of numbers (Knuth's linear congruence), the same on every machine."""
    state = SEED
    while True:
        state = (state * STEP + 1) % 2**64
        yield state >> 33


def print_growth(rows: list[Growth]) -> None:
    print("growth: the steps of the whole recursion (2^n * n) beside the states looked at")
    print(f"{'cases':>6}{'2^n * n':>12}{'states':>9}{'share':>10}{'seconds':>9}")
    for row in rows:
        share = row.states / row.exhaustive
        limit = "" if row.is_proven else "  stopped at the limit"
        print(
            f"{row.cases:6}{row.exhaustive:12}{row.states:9}{share:10.5f}{row.seconds:9.2f}{limit}"
        )
