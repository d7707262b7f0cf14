"""Every example the judge knows, in every colour mode it allows."""

from pathlib import Path

import pytest

from domain.planning import InvalidInstanceError, plan_agenda
from tests.domain.planning.instances_at_random import MODES
from tests.domain.planning.judging import (
    find_instance,
    judge,
    list_instances,
    load,
    plan,
    plan_or_refuse,
    read,
)

HOUSES = list_instances("house_*")
REPLANS = list_instances("replan_*")
SMALL_ORDERINGS = [*list_instances("csplib*"), *list_instances("order_1[25]*")]
LARGE_ORDERINGS = [
    *list_instances("order_18*"),
    *list_instances("order_20*"),
    *list_instances("hist*"),
]
BEYOND_PROOF = [*list_instances("order_24*"), *list_instances("order_30*")]


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", HOUSES, ids=name)
def test_a_full_meeting_is_proven_in_every_mode(path: Path, mode: str) -> None:
    data = load(path, colour_mode=mode)
    planned = plan(data)
    assert judge(data, planned)["errors"] == []
    assert planned["status"] == "optimal"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", SMALL_ORDERINGS, ids=name)
def test_a_small_ordering_is_proven_in_every_mode(path: Path, mode: str) -> None:
    data = load(path, colour_mode=mode)
    planned = plan(data)
    assert judge(data, planned)["errors"] == []
    assert planned["status"] == "optimal"


@pytest.mark.parametrize("path", LARGE_ORDERINGS, ids=name)
def test_an_ordering_up_to_twenty_cases_costs_the_known_optimum(path: Path) -> None:
    data = load(path)
    planned = plan(data)
    verdict = judge(data, planned)
    assert verdict["errors"] == []
    assert planned["status"] == "optimal"
    assert verdict.get("ratio_to_optimal_waiting_cost", 1) == 1


@pytest.mark.parametrize("path", BEYOND_PROOF, ids=name)
def test_beyond_proof_the_presence_stays_within_half_a_per_cent(path: Path) -> None:
    data = load(path)
    planned = plan(data)
    verdict = judge(data, planned)
    assert verdict["errors"] == []
    assert verdict.get("ratio_to_optimal_presence_cost", 1) <= 1.005
    assert planned["status"] == "optimal" or planned["bound"] > 0


@pytest.mark.parametrize("path", BEYOND_PROOF, ids=name)
def test_red_first_is_proven_even_there(path: Path) -> None:
    data = load(path, colour_mode="red_first")
    planned = plan(data)
    assert judge(data, planned)["errors"] == []
    assert planned["status"] == "optimal"


@pytest.mark.parametrize("path", REPLANS, ids=name)
def test_a_replan_moves_and_drops_no_more_than_known(path: Path) -> None:
    data = load(path)
    verdict = judge(data, plan(data))
    known = data.get("known", {})
    assert verdict["errors"] == []
    assert verdict.get("moved", 0) <= known.get("moved", 0)
    assert verdict.get("dropped_published", 0) <= known.get("dropped_published", 0)


@pytest.mark.parametrize("mode", ["soft", "free"])
def test_a_week_with_a_pin_and_a_begun_case_is_accepted(mode: str) -> None:
    data = find_instance("features_1", colour_mode=mode)
    planned = plan(data)
    assert judge(data, planned)["errors"] == []
    assert planned["status"] == "optimal"


def test_a_begun_orange_case_and_a_late_pin_leave_no_agenda_with_red_first() -> None:
    data = find_instance("features_1", colour_mode="red_first")
    if "published" in data:
        with pytest.raises(InvalidInstanceError, match="pinned or begun case at its time: A1, C3"):
            plan_agenda(read(data))
    else:
        assert plan_or_refuse(data) is not None


def test_the_rehearsal_of_csplib_waits_seventeen() -> None:
    data = find_instance("csplib039")
    planned = plan(data)
    if data.get("name") == "csplib039":
        assert planned["totals"]["waiting"] == planned["bound"] == 17
    assert judge(data, planned)["errors"] == []
