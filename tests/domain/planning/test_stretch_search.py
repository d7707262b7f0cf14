"""A dozen neighbours in their best order: what one stretch gains, the whole agenda gains."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.planning import stretch_search
from domain.planning.docket import open_docket
from domain.planning.exact import Effort, Order, TimedTask, find_order
from domain.planning.local_search import OrderPricing
from domain.planning.ordering import prepare_problem
from domain.planning.stretch_search import reorder_stretches
from tests.domain.planning.instances_at_random import draw_instance
from tests.domain.planning.judging import read

Data = dict[str, Any]


def draw_order(data: Data, draw: st.DataObject) -> tuple[OrderPricing, Any, Order]:
    """Any order in which all cases and breaks of the first meeting can be held."""
    docket = open_docket(read(data))
    problem = prepare_problem(docket, docket.meetings[0], docket.cases)
    assume(problem is not None and len(problem.tasks) > 3)
    assert problem is not None
    pricing = OrderPricing(problem)
    least = find_order(problem, Effort())
    assume(least.cost is not None)
    tasks = draw.draw(st.permutations([start.task for start in least.starts]))
    starts = pricing.time_order(tasks) or least.starts
    return pricing, problem, Order(starts=starts, cost=pricing.price(starts))


@given(draw_instance(fewest_cases=4), st.data(), st.integers(3, 6))
def test_a_window_never_makes_an_agenda_worse_and_tells_its_price(
    data: Data, draw: st.DataObject, length: int
) -> None:
    pricing, problem, order = draw_order(data, draw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretch_search, "TASKS_IN_STRETCH", length)
        better = reorder_stretches(problem, order)
    assert better.cost is not None
    assert order.cost is not None
    assert better.cost <= order.cost
    tasks = [start.task for start in better.starts]
    assert pricing.time_order(tasks) is not None
    assert pricing.price(better.starts) == better.cost
    assert {task.bit for task in tasks} == {task.bit for task in problem.tasks}


@given(draw_instance(fewest_cases=4), st.data(), st.data())
def test_what_a_window_costs_less_the_agenda_costs_less(
    data: Data, draw: st.DataObject, place: st.DataObject
) -> None:
    free = {
        **data,
        "idle_allowed": False,
        "colour_mode": draw.draw(st.sampled_from(["free", "soft"])),
    }
    free["partners"] = [{**one, "windows": None} for one in data["partners"]]
    pricing, problem, order = draw_order(free, draw)
    count = len(order.starts)
    first = place.draw(st.integers(0, count - 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretch_search, "TASKS_IN_STRETCH", 4)
        stretch = stretch_search._open_stretch(problem, order.starts, first)
    size = len(stretch.tasks)
    turned = place.draw(st.permutations(range(size)))
    inside = [stretch.problem.tasks[at] for at in turned]
    own = OrderPricing(stretch.problem)
    starts = own.time_order([*inside, stretch.problem.tasks[-1]])
    whole = [start.task for start in order.starts]
    whole[first : first + size] = [stretch.tasks[at] for at in turned]
    everything = pricing.time_order(whole)
    assert (starts is None) == (everything is None)
    if starts is not None and everything is not None:
        gain = stretch.cost - own.price(starts)
        assert gain == (order.cost or 0) - pricing.price(everything)


def test_cases_of_the_same_partners_dealt_out_come_together_within_windows() -> None:
    pairs = [("a", "b"), ("c", "d"), ("e", "f"), ("g", "h")]
    cases = [
        {
            "id": f"C{number:02d}",
            "minutes": 10,
            "colour": "green",
            "required": pairs[number % 4],
            "received": f"{number:02d}",
        }
        for number in range(16)
    ]
    partners = [{"id": one} for pair in pairs for one in pair]
    meeting = {"id": "M", "start": 0, "end": 160}
    data = {"meetings": [meeting], "partners": partners, "cases": cases, "colour_mode": "free"}
    docket = open_docket(read(data))
    problem = prepare_problem(docket, docket.meetings[0], docket.cases)
    assert problem is not None
    pricing = OrderPricing(problem)
    starts = pricing.time_order(problem.tasks)
    assert starts is not None
    dealt = Order(starts=starts, cost=pricing.price(starts))
    better = reorder_stretches(problem, dealt)
    assert dealt.cost is not None
    assert better.cost is not None
    assert dealt.cost // problem.waiting_scale == 720
    assert better.cost // problem.waiting_scale == 480


def test_idle_minutes_are_not_pushed_out_of_a_window_at_the_cost_of_what_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five idle minutes before C2 keep nobody waiting; after C2 they keep p waiting for C3."""
    monkeypatch.setattr(stretch_search, "TASKS_IN_STRETCH", 3)
    needs = [(5, []), (10, []), (10, ["p"]), (10, ["p", "late"])]
    data = {
        "meetings": [{"id": "M", "start": 0, "end": 45}],
        "colour_mode": "free",
        "partners": [{"id": "p"}, {"id": "late", "windows": [[30, 45]]}],
        "cases": [
            {"id": f"C{at}", "minutes": minutes, "colour": "red", "required": required}
            for at, (minutes, required) in enumerate(needs)
        ],
    }
    docket = open_docket(read(data))
    problem = prepare_problem(docket, docket.meetings[0], docket.cases)
    assert problem is not None
    starts = tuple(
        TimedTask(task=task, minute=at)
        for task, at in zip(problem.tasks, (0, 5, 20, 30), strict=True)
    )
    order = Order(starts=starts, cost=OrderPricing(problem).price(starts))
    better = reorder_stretches(problem, order)
    assert better.cost is not None
    assert order.cost is not None
    assert better.cost <= order.cost
