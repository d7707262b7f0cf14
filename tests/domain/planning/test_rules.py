"""The rules one by one, on agendas small enough to check by hand."""

from typing import Any

import pytest

from tests.domain.planning.judging import judge, plan

Data = dict[str, Any]


def case(name: str, minutes: int, colour: str, *required: str, **more: object) -> Data:
    return {"id": name, "minutes": minutes, "colour": colour, "required": list(required), **more}


def meet(*cases: Data, end: int = 600, **more: Any) -> Data:
    partners = sorted({partner for one in cases for partner in one["required"]})
    meeting = {"id": "M", "start": 540, "end": end, "breaks": more.pop("breaks", [])}
    windows = more.pop("windows", {})
    weights = more.pop("weights", {})
    return {
        "meetings": [meeting],
        "partners": [
            {"id": one, "windows": windows.get(one), "weight": weights.get(one, 1)}
            for one in partners
        ],
        "cases": list(cases),
        **more,
    }


def accept(data: Data) -> Data:
    planned = plan(data)
    assert judge(data, planned)["errors"] == []
    return planned


def starts(planned: Data) -> dict[str, int]:
    return {one["case"]: one["start"] for one in planned["placed"]}


def refusal(planned: Data, name: str) -> Data:
    found: Data = next(one for one in planned["left_out"] if one["case"] == name)
    return found


def test_a_break_is_held_inside_its_window_and_interrupts_no_case() -> None:
    wish = [{"earliest": 560, "latest": 570, "minutes": 10}]
    cases = [case(name, 20, "orange", "a") for name in ("C1", "C2")]
    planned = accept(meet(*cases, breaks=wish))
    assert planned["breaks"] == [{"meeting": "M", "start": 560, "minutes": 10}]
    assert sorted(starts(planned).values()) == [540, 570]


def test_a_list_too_short_for_its_break_has_no_plan() -> None:
    wish = [{"earliest": 620, "latest": 650, "minutes": 10}]
    quiet = meet(case("R1", 30, "red", "a"), end=720, breaks=wish)
    assert accept(quiet)["placed"] == []
    assert starts(accept({**quiet, "meetings": [{**quiet["meetings"][0], "breaks": []}]})) == {
        "R1": 540
    }


def test_nobody_sits_outside_their_window() -> None:
    cases = [case("C1", 20, "orange", "om"), case("C2", 20, "orange", "b")]
    planned = accept(meet(*cases, windows={"om": [[560, 600]]}))
    assert starts(planned) == {"C1": 560, "C2": 540}


def test_a_case_lies_in_one_window_even_when_two_touch() -> None:
    windows = {"om": [[540, 555], [555, 600]]}
    planned = accept(meet(case("C1", 30, "red", "om"), case("C2", 15, "red", "b"), windows=windows))
    assert starts(planned)["C1"] == 555


def test_cases_of_one_partner_come_together() -> None:
    cases = [case("C1", 10, "red", "a"), case("C2", 10, "red", "b"), case("C3", 10, "red", "a")]
    planned = accept(meet(*cases))
    assert planned["totals"]["waiting"] == 0
    assert planned["status"] == "optimal"


def test_waiting_comes_before_early_reds_in_free_and_after_the_colour_rule_in_red_first() -> None:
    cases = [
        case("O1", 20, "orange", "a"),
        case("R1", 20, "red", "a", "b"),
        case("O2", 20, "orange", "b"),
    ]
    free = accept(meet(*cases, colour_mode="free"))
    assert (free["totals"]["waiting"], starts(free)["R1"]) == (0, 560)
    red_first = accept(meet(*cases))
    assert (red_first["totals"]["waiting"], starts(red_first)["R1"]) == (20, 540)


def test_soft_weighs_a_minute_of_red_start_against_waiting() -> None:
    cases = [
        case("O1", 20, "orange", "a"),
        case("R1", 20, "red", "a", "b"),
        case("O2", 20, "orange", "b"),
    ]
    cheap = accept(meet(*cases, colour_mode="soft", soft_lambda=0))
    dear = accept(meet(*cases, colour_mode="soft", soft_lambda=2))
    assert (starts(cheap)["R1"], starts(dear)["R1"]) == (560, 540)
    assert dear["bound"] <= dear["totals"]["waiting"]


def test_equal_waiting_is_decided_by_early_reds_then_by_rank() -> None:
    cases = [
        case("O1", 10, "orange", "a"),
        case("R1", 10, "red", "b"),
        case("O2", 10, "orange", "c"),
    ]
    planned = accept(meet(*cases, colour_mode="free"))
    assert starts(planned) == {"R1": 540, "O2": 550, "O1": 560}


def test_strict_colours_put_green_after_orange_and_red_first_does_not() -> None:
    cases = [
        case("O1", 10, "orange", "a", "b"),
        case("G1", 10, "green", "a"),
        case("O2", 10, "orange", "b"),
    ]
    mixed = accept(meet(*cases, colour_mode="red_first"))
    strict = accept(meet(*cases, colour_mode="strict3"))
    assert starts(strict)["G1"] == 560
    assert mixed["totals"]["waiting"] == 0 < strict["totals"]["waiting"] + 1


def test_a_pinned_case_starts_at_its_minute_whatever_its_colour() -> None:
    cases = [case("O1", 10, "orange", "a", pinned=540), case("R1", 10, "red", "b")]
    assert starts(accept(meet(*cases))) == {"O1": 540, "R1": 550}


def test_higher_rank_wins_the_room_and_the_sentence_counts_what_is_left() -> None:
    cases = [
        case("R1", 40, "red", "a", received="2026-11-02"),
        case("R2", 30, "red", "a", received="2026-11-03"),
        case("O1", 15, "orange", "a"),
    ]
    planned = accept(meet(*cases))
    assert sorted(starts(planned)) == ["O1", "R1"]
    told = refusal(planned, "R2")
    assert (told["reason"], told["detail"]) == (
        "capacity",
        "30 min; 20 left after the 1 case above it",
    )


def test_the_coordinator_can_overrule_the_date() -> None:
    late = case("R2", 40, "red", "a", received="2026-11-09", coordinator_rank=1)
    planned = accept(meet(case("R1", 40, "red", "a", received="2026-11-02"), late))
    assert list(starts(planned)) == ["R2"]


def test_a_lower_case_fills_the_time_before_a_window_opens() -> None:
    cases = [case("R1", 20, "red", "om"), case("O1", 30, "orange", "b")]
    planned = accept(meet(*cases, windows={"om": [[570, 600]]}, colour_mode="free"))
    assert starts(planned) == {"O1": 540, "R1": 570}


def test_idle_minutes_are_spent_only_when_nothing_else_fits() -> None:
    alone = case("R1", 20, "red", "om")
    planned = accept(meet(alone, windows={"om": [[550, 600]]}))
    assert starts(planned) == {"R1": 550}
    refused = accept(meet(alone, windows={"om": [[550, 600]]}, idle_allowed=False))
    assert starts(refused) == {}


def test_at_most_fifteen_idle_minutes_are_spent() -> None:
    planned = accept(meet(case("R1", 20, "red", "om"), windows={"om": [[560, 600]]}))
    assert refusal(planned, "R1")["reason"] == "partner_window"


def test_starts_lie_on_the_grid_of_all_minutes() -> None:
    windows = {"om": [[547, 600]]}
    planned = accept(meet(case("R1", 14, "red", "om"), windows=windows, end=603))
    assert starts(planned) == {"R1": 547}


def test_a_weight_makes_one_partner_wait_less_than_another() -> None:
    cases = [
        case("C1", 10, "orange", "a", "b"),
        case("C2", 30, "orange", "a"),
        case("C3", 20, "orange", "b"),
    ]
    windows = {"a": None}
    light = accept(meet(*cases, windows=windows, weights={"b": 5}, published={}, now=None))
    assert light["totals"]["waiting"] == 0
    nobody = accept(meet(*cases, weights={"a": 0, "b": 0}))
    assert nobody["totals"]["presence"] == 0


@pytest.mark.parametrize(
    ("windows", "reason"),
    [({"a": [[540, 560]]}, "no_common_window"), ({"a": [[540, 575]], "b": None}, "partner_window")],
)
def test_the_reason_names_what_the_windows_forbid(windows: Data, reason: str) -> None:
    cases = [
        case("R1", 25, "red", "a", coordinator_rank=9),
        case("R0", 20, "red", "a", coordinator_rank=1),
    ]
    planned = accept(meet(*cases, windows=windows))
    assert refusal(planned, "R1")["reason"] == reason


def test_a_full_partner_is_named_with_hours_and_minutes() -> None:
    cases = [
        case("R1", 25, "red", "a", coordinator_rank=9),
        case("R0", 20, "red", "a", coordinator_rank=1),
    ]
    planned = accept(meet(*cases, windows={"a": [[540, 575]]}))
    sentence = "25 min; a is there 09:00–09:35 and has 20 min of cases with higher priority"
    assert refusal(planned, "R1")["detail"] == sentence


def test_a_green_case_without_minutes_goes_to_the_written_round() -> None:
    planned = accept(meet(case("G1", 0, "green", "a"), case("R1", 10, "red", "a")))
    assert refusal(planned, "G1")["reason"] == "written_procedure"


def test_a_case_that_only_a_pin_keeps_out_says_so() -> None:
    pinned = case("P1", 10, "orange", "b", pinned=570)
    planned = accept(meet(case("R1", 35, "red", "a"), pinned, case("O1", 20, "orange", "b")))
    assert refusal(planned, "R1")["reason"] == "pinned_conflict"


def test_what_began_stays_and_nothing_new_begins_in_the_past() -> None:
    cases = [
        case("O1", 20, "orange", "a"),
        case("O2", 20, "orange", "b"),
        case("R1", 20, "red", "a"),
    ]
    published = {"O1": {"meeting": "M", "start": 540}, "O2": {"meeting": "M", "start": 560}}
    planned = accept(meet(*cases, published=published, now=545, colour_mode="free"))
    assert starts(planned)["O1"] == 540
    assert min(starts(planned)["O2"], starts(planned)["R1"]) >= 545


def test_a_published_time_is_kept_though_waiting_would_be_shorter_elsewhere() -> None:
    cases = [
        case("O1", 20, "orange", "a"),
        case("O2", 20, "orange", "b"),
        case("O3", 20, "orange", "a"),
    ]
    published = {
        name: {"meeting": "M", "start": 540 + 20 * at} for at, name in enumerate(["O1", "O2", "O3"])
    }
    planned = accept(meet(*cases, published=published))
    assert planned["changes"] == []
    assert planned["totals"]["waiting"] == 20
    assert accept(meet(*cases))["totals"]["waiting"] == 0


def test_a_late_red_case_takes_the_place_of_the_lowest_published_one() -> None:
    cases = [
        case("O1", 30, "orange", "a", received="2026-11-01"),
        case("O2", 30, "orange", "b", received="2026-11-02"),
    ]
    published = {"O1": {"meeting": "M", "start": 540}, "O2": {"meeting": "M", "start": 570}}
    late = case("LATE", 30, "red", "a")
    planned = accept(meet(*cases, late, published=published, colour_mode="free"))
    assert [one["case"] for one in planned["changes"]] == ["LATE", "O2"]
    assert starts(planned) == {"O1": 540, "LATE": 570}


def test_a_refused_newcomer_names_what_it_would_displace() -> None:
    cases = [case("R1", 30, "red", "a"), case("R2", 30, "red", "b", received="2026-11-02")]
    published = {"R1": {"meeting": "M", "start": 540}, "R2": {"meeting": "M", "start": 570}}
    late = case("LATE", 15, "red", "a", received="2026-11-30")
    planned = accept(meet(*cases, late, published=published))
    assert planned["changes"] == []
    sentence = "15 min; 0 left after the 2 cases above it; it would displace R2"
    assert refusal(planned, "LATE")["detail"] == sentence


def test_a_late_case_never_begins_in_the_past() -> None:
    cases = [
        case("O1", 10, "orange", "a"),
        case("O2", 30, "orange", "b"),
        case("LATE", 10, "red", "c"),
    ]
    published = {"O1": {"meeting": "M", "start": 540}, "O2": {"meeting": "M", "start": 560}}
    data = meet(*cases, published=published, colour_mode="free")
    assert starts(accept({**data, "now": None}))["LATE"] == 550
    assert starts(accept({**data, "now": 551}))["LATE"] == 590


def test_a_partner_is_never_in_two_meetings_at_once() -> None:
    data = meet(
        case("R1", 30, "red", "a", meetings=["East"]),
        case("R3", 30, "red", "a", meetings=["West"]),
        case("R2", 30, "red", "b", meetings=["West"]),
    )
    data["meetings"] = [{"id": name, "start": 540, "end": 600} for name in ("East", "West")]
    planned = accept(data)
    assert starts(planned) == {"R1": 540, "R2": 540, "R3": 570}
    assert planned["status"] == "feasible"


def test_who_is_needed_in_two_rooms_all_the_time_is_placed_once() -> None:
    data = meet(case("R1", 60, "red", "a"), case("R2", 60, "red", "a"))
    data["meetings"] = [{"id": name, "start": 540, "end": 600} for name in ("East", "West")]
    planned = accept(data)
    assert starts(planned) == {"R1": 540}
    assert "parallel meetings" in refusal(planned, "R2")["detail"]


def test_a_case_bound_to_a_meeting_is_only_there() -> None:
    data = meet(case("R1", 30, "red", "a", meetings=["Thu"]), case("R2", 30, "red", "a"))
    data["meetings"] = [
        {"id": "Tue", "start": 540, "end": 570},
        {"id": "Thu", "start": 3000, "end": 3030},
    ]
    planned = accept(data)
    assert {one["case"]: one["meeting"] for one in planned["placed"]} == {"R1": "Thu", "R2": "Tue"}
    assert planned["status"] == "optimal"


def test_a_week_divides_the_cases_so_that_nobody_waits() -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
    cases = [case(f"C{at}", 20, "orange", *pair) for at, pair in enumerate(pairs)]
    data = meet(*cases)
    data["meetings"] = [
        {"id": name, "start": start, "end": start + 40}
        for name, start in (("Tue", 540), ("Thu", 3420))
    ]
    planned = accept(data)
    assert (planned["status"], planned["totals"]["waiting"]) == ("optimal", 0)
