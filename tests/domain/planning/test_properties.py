"""What holds for every valid instance, whatever it looks like."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.planning import meeting_plan, plan_agenda
from domain.planning.docket import open_docket
from domain.planning.meeting_plan import plan_meeting
from tests.domain.planning.instances_at_random import PARTNERS, draw_instance
from tests.domain.planning.judging import judge, plan, plan_or_refuse, read

Data = dict[str, Any]


def shuffle(data: Data, order: list[int]) -> Data:
    def turn(values: list[Any]) -> list[Any]:
        return [one for _, one in sorted(enumerate(values), key=lambda x: order[x[0] % len(order)])]

    cases = [{**case, "required": turn(case["required"])} for case in data["cases"]]
    return {**data, "cases": turn(cases), "partners": turn(data["partners"])}


def order_all(data: Data) -> int | None:
    """The weighted presence (in `soft` with the red starts) of all cases without idle minutes."""
    docket = open_docket(read({**data, "idle_allowed": False}))
    planned = plan_meeting(docket, docket.meetings[0], docket.cases)
    if planned is None:
        return None
    weights = {one["id"]: one["weight"] for one in data["partners"]}
    needed = sum(
        case["minutes"] * weights[who] for case in data["cases"] for who in case["required"]
    )
    return needed + planned.cost % docket.scale.idle // docket.scale.waiting


@given(draw_instance(most_meetings=2))
def test_the_judge_accepts_every_plan(data: Data) -> None:
    planned = plan_or_refuse(data)
    if planned is None:
        assert any("pinned" in case for case in data["cases"])
    else:
        assert judge(data, planned)["errors"] == []


@given(draw_instance(most_cases=6, with_pins=False), st.data())
def test_the_judge_accepts_every_replan_with_a_late_case(data: Data, draw: st.DataObject) -> None:
    again = add_late_case(data, draw)
    assert judge(again, plan(again))["errors"] == []


@given(draw_instance(most_cases=6, with_pins=False), st.data(), st.integers(0, 1_000))
def test_the_judge_accepts_a_replan_made_in_haste(
    data: Data, draw: st.DataObject, work: int
) -> None:
    again = add_late_case(data, draw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meeting_plan, "SETS_TO_TRY", 0)
        for limit in ("PROOF", "BOUND", "NARROW_BEAM", "WIDE_BEAM"):
            patch.setattr(meeting_plan, f"WORK_OF_{limit}", work)
        hasty = plan(again)
    assert judge(again, hasty)["errors"] == []
    assert hasty["bound"] <= hasty["totals"]["waiting"]


def add_late_case(data: Data, draw: st.DataObject) -> Data:
    """The instance after its plan was published, with one red case more."""
    first = plan(data)
    published = {
        one["case"]: {"meeting": one["meeting"], "start": one["start"]} for one in first["placed"]
    }
    late = {
        "id": "LATE",
        "minutes": 15,
        "colour": "red",
        "required": draw.draw(st.lists(st.sampled_from(PARTNERS), unique=True, max_size=3)),
        "coordinator_rank": draw.draw(st.sampled_from([1, 99])),
    }
    starts = sorted(one["start"] for one in first["placed"])
    now = draw.draw(st.sampled_from([None, *starts, *(start + 5 for start in starts)]))
    return {**data, "cases": [*data["cases"], late], "published": published, "now": now}


@given(draw_instance(most_meetings=2), st.permutations(list(range(8))))
def test_the_order_of_the_input_never_changes_the_plan(data: Data, order: list[int]) -> None:
    assert plan_or_refuse(data) == plan_or_refuse(shuffle(data, order))


@given(draw_instance(most_cases=6, with_pins=False), st.sampled_from(PARTNERS))
def test_one_more_required_partner_never_lowers_the_optimum(data: Data, partner: str) -> None:
    first = data["cases"][0]
    more = {**first, "required": sorted({*first["required"], partner})}
    before, after = order_all(data), order_all({**data, "cases": [more, *data["cases"][1:]]})
    assert after is None or (before is not None and before <= after)


@given(draw_instance(most_cases=6, with_pins=False), st.sampled_from(range(len(PARTNERS))))
def test_one_more_window_never_lowers_the_optimum(data: Data, number: int) -> None:
    meeting = data["meetings"][0]
    tight = [[meeting["start"] + 10, meeting["end"] - 10]]
    partners = [dict(one) for one in data["partners"]]
    partners[number]["windows"] = tight
    always = {**data, "partners": [{**one, "windows": None} for one in data["partners"]]}
    before, after = order_all(always), order_all({**data, "partners": partners})
    assert after is None or (before is not None and before <= after)


@given(draw_instance(most_cases=7, with_pins=False))
def test_a_stricter_colour_rule_never_lowers_the_optimum(data: Data) -> None:
    free, red_first, strict = (
        order_all({**data, "colour_mode": mode}) for mode in ("free", "red_first", "strict3")
    )
    assert strict is None or (red_first is not None and red_first <= strict)
    assert red_first is None or (free is not None and free <= red_first)


@given(draw_instance(most_cases=7))
def test_a_bound_is_never_above_the_waiting(data: Data) -> None:
    planned = plan_or_refuse(data)
    if planned is not None:
        assert planned["bound"] <= planned["totals"]["waiting"]
        if planned["status"] == "optimal" and not is_soft(data):
            assert planned["bound"] == planned["totals"]["waiting"]


def is_soft(data: Data) -> bool:
    return data["colour_mode"] == "soft"


@pytest.mark.parametrize("repeat", [1, 2])
def test_the_plan_is_the_same_each_time(repeat: int) -> None:
    data = json.loads(json.dumps(SMALL))
    assert plan_agenda(read(data)) == plan_agenda(read(data))


SMALL: Data = {
    "meetings": [{"id": "M", "start": 0, "end": 60}],
    "partners": [{"id": "a"}, {"id": "b"}],
    "cases": [
        {"id": "C1", "minutes": 10, "colour": "red", "required": ["a"]},
        {"id": "C2", "minutes": 10, "colour": "red", "required": ["b"]},
        {"id": "C3", "minutes": 10, "colour": "orange", "required": ["a", "b"]},
    ],
}
