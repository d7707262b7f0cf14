"""The bound makes the search of one meeting shorter; it never changes what is found or proven."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, example, given, reject
from hypothesis import strategies as st

from domain.identifiers import CaseId
from domain.planning import meeting_plan
from domain.planning.docket import open_docket
from domain.planning.exact import Effort, find_order
from domain.planning.leaving import UNHURRIED, LeavingOrders
from domain.planning.local_search import OrderPricing
from domain.planning.ordering import OrderProblem, Task, prepare_problem
from tests.domain.planning.instances_at_random import GRID, draw_instance
from tests.domain.planning.judging import read

Data = dict[str, Any]
NO_BOUND = Effort(steps=0, plain_steps=10**9)


# Three cases need two of three partners each: whoever comes in the middle, somebody waits.
WAITING: Data = {
    "meetings": [{"id": "M", "start": 0, "end": 30}],
    "colour_mode": "free",
    "partners": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    "cases": [
        {"id": "C1", "minutes": 10, "colour": "red", "required": ["a", "b"]},
        {"id": "C2", "minutes": 10, "colour": "red", "required": ["b", "c"]},
        {"id": "C3", "minutes": 10, "colour": "red", "required": ["a", "c"]},
    ],
}


# C0 first or C1 first: the same in every level.
TIED: Data = {
    "meetings": [{"id": "M", "start": 0, "end": 55}],
    "colour_mode": "free",
    "idle_allowed": False,
    "partners": [{"id": "a"}],
    "cases": [
        {"id": "C0", "minutes": 15, "colour": "orange", "required": [], "received": "2"},
        {"id": "C1", "minutes": 5, "colour": "orange", "required": ["a"], "received": "1"},
        {"id": "C2", "minutes": 25, "colour": "orange", "required": ["a"], "received": "2"},
    ],
}


def seat(data: Data) -> OrderProblem:
    """The first meeting with all its cases."""
    docket = open_docket(read(data))
    problem = prepare_problem(docket, docket.meetings[0], docket.cases)
    if problem is None:
        reject()
    return problem


def price_leaving(problem: OrderProblem, order: tuple[int, ...], tasks: int) -> int:
    """What it costs when the chairs leave in this order, counted chair by chair."""
    cost, gone = 0, 0
    for chair in order:
        own = problem.chair_tasks[chair] & tasks
        missed = [task.minutes for task in problem.tasks if task.bit & gone & ~own]
        cost += problem.chair_weights[chair] * sum(missed)
        gone |= own
    return cost


@given(draw_instance(fewest_cases=3), st.integers(0, 60))
def test_whenever_the_steps_run_out_the_proven_order_is_the_same(data: Data, steps: int) -> None:
    problem = seat(data)
    proven = find_order(problem, NO_BOUND)
    ceiling = proven.floor if proven.cost is None else proven.cost
    for effort in (Effort(), Effort(steps=steps, plain_steps=10**9)):
        found = find_order(problem, effort, ceiling)
        assert (found.starts, found.cost) == (proven.starts, proven.cost)


@given(draw_instance(fewest_cases=3), st.integers(1, 9))
def test_below_the_least_cost_there_is_nothing(data: Data, tenths: int) -> None:
    problem = seat(data)
    least = find_order(problem, NO_BOUND).cost
    assume(least)
    assert least is not None
    ceiling = least * tenths // 10
    leaving = LeavingOrders(problem)
    for effort in (Effort(), Effort(steps=20), Effort(steps=20, plain_steps=10**9)):
        found = find_order(problem, effort, min(ceiling, least - 1), leaving)
        assert found.cost is None
        assert found.floor <= least


@given(draw_instance(fewest_cases=3))
@example(TIED)
def test_a_search_that_shares_what_an_earlier_one_learned_finds_the_same(data: Data) -> None:
    problem = seat(data)
    leaving, least = LeavingOrders(problem), find_order(problem, NO_BOUND)
    assume(least.cost)
    for ceiling in ((least.cost or 0) // 2, (least.cost or 0) - 1):
        assert find_order(problem, Effort(), ceiling, leaving).floor == ceiling + 1
    assert find_order(problem, Effort(), least.cost or 0, leaving).starts == least.starts


@given(draw_instance(fewest_cases=3), st.data())
def test_the_least_leaving_order_is_the_least_of_all_orders(
    data: Data, draw: st.DataObject
) -> None:
    problem = seat({**data, "colour_mode": "free"})
    tasks = draw.draw(st.integers(0, problem.everything))
    chairs = [at for at, own in enumerate(problem.chair_tasks) if own & tasks]
    mask = sum(1 << chair for chair in chairs)
    least = min(price_leaving(problem, order, tasks) for order in permutations(chairs))
    leaving = LeavingOrders(problem)
    mine = tasks & leaving.tasks[mask]
    leaving.last_step = draw.draw(st.integers(1, 9))
    assert leaving.bound(mask, mine, least - 1) <= least
    assert leaving.steps <= leaving.last_step + 1 + len(chairs)
    leaving.last_step = UNHURRIED
    for budget in range(-GRID, least + 2 * GRID, GRID):
        bound = leaving.bound(mask, mine, budget)
        assert (bound <= budget) == (least <= budget)
        assert bound <= max(budget, least)
    assert leaving.estimate(mask, mine) >= least


@given(draw_instance(fewest_cases=3), st.integers(0, 2_000))
def test_what_is_not_proven_is_called_so_and_its_bound_is_true(data: Data, work: int) -> None:
    docket = open_docket(read(data))
    best = meeting_plan.plan_meeting(docket, docket.meetings[0], docket.cases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meeting_plan, "SETS_TO_TRY", 0)
        patch.setattr(meeting_plan, "WORK_OF_PROOF", work)
        patch.setattr(meeting_plan, "WORK_OF_BOUND", work)
        patch.setattr(meeting_plan, "WORK_OF_NARROW_BEAM", 0)
        patch.setattr(meeting_plan, "WORK_OF_WIDE_BEAM", 0)
        hasty = meeting_plan.plan_meeting(docket, docket.meetings[0], docket.cases)
    assume(best and hasty)
    assert best is not None
    assert hasty is not None
    assert hasty.cost >= best.cost
    assert not hasty.is_proven or hasty.cost == best.cost
    if data["colour_mode"] != "soft":
        waiting = best.cost % docket.scale.idle // docket.scale.waiting
        assert hasty.bound <= waiting == best.bound


@given(draw_instance(fewest_cases=3))
def test_a_meeting_of_few_cases_is_proven_even_without_the_bound(data: Data) -> None:
    docket = open_docket(read({**data, "colour_mode": "free"}))
    best = meeting_plan.plan_meeting(docket, docket.meetings[0], docket.cases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meeting_plan, "WORK_OF_PROOF", 0)
        patch.setattr(meeting_plan, "WORK_OF_BOUND", 0)
        plain = meeting_plan.plan_meeting(docket, docket.meetings[0], docket.cases)
    if best is None or plain is None:
        assert best == plain
    else:
        assert plain.timetable == best.timetable
        assert plain.is_proven


def test_where_nothing_was_tried_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("SETS_TO_TRY", "WORK_OF_PROOF", "WORK_OF_BOUND"):
        monkeypatch.setattr(meeting_plan, limit, 0)
    monkeypatch.setattr(meeting_plan, "TRIES_OF_BOUND", 1)
    docket = open_docket(read(WAITING))
    planned = meeting_plan.plan_meeting(docket, docket.meetings[0], docket.cases)
    assert planned is not None
    assert planned.cost // docket.scale.waiting == 10
    assert not planned.is_proven
    assert planned.bound == 0


def test_a_thousand_cases_are_not_too_deep_for_the_bound() -> None:
    every = range(990)
    tasks = tuple(
        Task(
            bit=1 << at,
            case=CaseId(f"C{at}"),
            minutes=5,
            starts=((0, 10_000),),
            chairs=1 << at,
            after=0,
            slope=1,
            penalty=0,
            stay=None,
        )
        for at in every
    )
    small = seat(WAITING)
    problem = replace(
        small, tasks=tasks, chair_tasks=tuple(1 << at for at in every), chair_weights=(1,) * 990
    )
    everybody = problem.everything
    least = sum(5 * at for at in every)
    assert LeavingOrders(problem).bound(everybody, everybody, least) <= least


@given(draw_instance(fewest_cases=3))
def test_in_soft_a_red_case_costs_its_price_for_each_minute_before_it(data: Data) -> None:
    problem = seat({**data, "colour_mode": "soft", "soft_lambda": 2})
    order = find_order(problem, NO_BOUND)
    assume(order.cost)
    waiting = OrderPricing(replace(problem, opening=0)).price(order.starts)
    reds = {case["id"] for case in data["cases"] if case["colour"] == "red"}
    before = sum(
        start.minute - problem.meeting.start for start in order.starts if start.task.case in reds
    )
    assert OrderPricing(problem).price(order.starts) - waiting == 2 * before * problem.waiting_scale
