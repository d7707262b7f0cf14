"""The command's file door: every fault is one sentence, exit 2 and no file, at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.errors import InvalidInputError
from domain.planning import Instance, Plan
from files.plan import PictureWish, plan_agenda_file
from tests.domain.planning.judging import find_instance, judge

GOOD: dict[str, Any] = {
    "meetings": [{"id": "M", "start": 540, "end": 600, "breaks": []}],
    "partners": [{"id": "a", "windows": [[540, 600]]}],
    "cases": [{"id": "C1", "minutes": 10, "colour": "red", "required": ["a"]}],
}
CASE = GOOD["cases"][0]
MEETING = GOOD["meetings"][0]


def write(folder: Path, text: str) -> Path:
    source = folder / "in.json"
    source.write_text(text, encoding="utf-8")
    return source


def refuse(folder: Path, text: str) -> str:
    target = folder / "out.json"
    outcome = plan_agenda_file(write(folder, text), target, compare=True)
    assert outcome.exit_code == 2
    assert not target.exists()
    (line,) = outcome.lines
    assert "\n" not in line
    return line


def test_a_plan_is_written_and_the_judge_accepts_the_file(tmp_path: Path) -> None:
    data = find_instance("house_18_1")
    target = tmp_path / "out.json"
    outcome = plan_agenda_file(write(tmp_path, json.dumps(data)), target, compare=False)
    assert outcome.exit_code == 0
    assert judge(data, json.loads(target.read_text(encoding="utf-8")))["errors"] == []
    assert len(outcome.lines) == 1


def test_compare_tells_what_the_plan_saves(tmp_path: Path) -> None:
    cases = [{**CASE, "id": name, "required": [who]} for name, who in (("C1", "a"), ("C2", "b"))]
    data = {**GOOD, "partners": [{"id": "a"}, {"id": "b"}], "cases": [*cases, {**CASE, "id": "C3"}]}
    source = write(tmp_path, json.dumps(data))
    lines = plan_agenda_file(source, tmp_path / "out.json", compare=True).lines
    assert lines == (
        "3 cases placed, 0 left out; 0 attendee minutes of waiting, optimal",
        "this plan asks 30 attendee minutes of presence",
        "everybody sitting through everything asks 60 attendee minutes: the plan is 50 % of that",
        "the same cases by colour, then date, ask 40 attendee minutes: the plan is 75 % of that",
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cases": [CASE, CASE]}, "two cases have the id 'C1'"),
        ({"cases": [{**CASE, "required": ["z"]}]}, "case 'C1' requires the unknown partner 'z'"),
        ({"cases": [{**CASE, "minutes": -5}]}, "case 'C1' has negative minutes (-5)"),
        ({"cases": [{**CASE, "minutes": 0}]}, "case 'C1' is red and has 0 minutes"),
        (
            {"cases": [{**CASE, "minutes": 7.5}]},
            "minutes of number 1 of cases is not a whole number",
        ),
        (
            {"cases": [{**CASE, "minutes": True}]},
            "minutes of number 1 of cases is not a whole number",
        ),
        ({"cases": [{**CASE, "colour": "blue"}]}, "the colour of case 'C1' is 'blue', not one of"),
        ({"cases": [{**CASE, "pinned": 595}]}, "case 'C1' is pinned at 595, outside every meeting"),
        ({"cases": [{**CASE, "meetings": ["X"]}]}, "case 'C1' names the unknown meeting 'X'"),
        ({"cases": 1_000_000_000}, "cases of the instance is not a list"),
        ({"cases": [CASE] * 1_001}, "there are 1001 cases, at most 1000"),
        ({"cases": [{"id": "C1"}]}, "number 1 of cases has no minutes"),
        ({"cases": ["C1"]}, "number 1 of cases is not an object"),
        ({"meetings": []}, "there is no meeting to plan for"),
        ({"meetings": [{**MEETING, "end": 540}]}, "meeting 'M' ends at 540, not after its start"),
        ({"meetings": [{**MEETING, "start": -5}]}, "meeting 'M' starts at the negative minute -5"),
        ({"meetings": [{**MEETING, "end": 10**12}]}, "a number is larger than"),
        ({"colour_mode": "rainbow"}, "colour_mode is 'rainbow', not one of"),
        ({"soft_lambda": -1}, "soft_lambda is negative"),
        ({"partners": [{"id": "a", "weight": -1}]}, "partner 'a' has a negative weight"),
        ({"partners": [{"id": "a", "windows": [[5]]}]}, "a window of partner 'a' is not two whole"),
        ({"partners": [{"id": "a", "windows": [[9, 5]]}]}, "a window of partner 'a' ends at 5"),
        (
            {"published": {"Z": {"meeting": "M", "start": 540}}},
            "case 'Z' is published but not among",
        ),
        (
            {"published": {"C1": {"meeting": "X", "start": 540}}},
            "published in the unknown meeting 'X'",
        ),
    ],
)
def test_a_fault_is_one_clear_sentence(
    change: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    assert sentence in refuse(tmp_path, json.dumps({**GOOD, **change}))


@pytest.mark.parametrize(
    ("breaks", "sentence"),
    [
        ([[550, 560, 10], [565, 570, 10]], "the breaks in meeting 'M' may overlap"),
        ([[550, 545, 10]], "a break in meeting 'M' has its earliest start after its latest"),
        ([[550, 595, 10]], "a break in meeting 'M' may lie outside the meeting"),
        ([[550, 560, 0]], "a break in meeting 'M' has 0 minutes"),
    ],
)
def test_a_break_must_be_possible(breaks: list[list[int]], sentence: str, tmp_path: Path) -> None:
    wishes = [dict(zip(("earliest", "latest", "minutes"), one, strict=True)) for one in breaks]
    data = {**GOOD, "meetings": [{**MEETING, "breaks": wishes}]}
    assert sentence in refuse(tmp_path, json.dumps(data))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        ("not json", "the file is not JSON"),
        ("[" * 100_000, "the file is not JSON"),
        ('{"a":' * 100_000, "the file is not JSON"),
        ("NaN", "the file is not JSON"),
        ("9" * 10_000, "the file is not JSON"),
        ("[]", "the instance is not an object"),
        (" " * 4_000_001, "the file is larger than 4 MB"),
    ],
)
def test_a_file_that_is_no_instance_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    assert refuse(tmp_path, text) == sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    outcome = plan_agenda_file(tmp_path / "none.json", tmp_path / "out.json", compare=False)
    assert (outcome.exit_code, outcome.lines) == (2, ("there is no file none.json",))


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    outcome = plan_agenda_file(write(tmp_path, json.dumps(GOOD)), tmp_path, compare=False)
    assert outcome.exit_code == 2
    assert "cannot be written" in outcome.lines[0]


def test_pins_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    cases = [{**CASE, "id": name, "pinned": 550} for name in ("C1", "C2")]
    line = refuse(tmp_path, json.dumps({**GOOD, "cases": cases}))
    assert line.startswith(
        "no agenda with at most 10 idle minutes keeps every pinned or begun case"
    )
    assert line.endswith("at its time: C1, C2")


def draw(_instance: Instance, plan: Plan) -> bytes:
    return f"{len(plan.placed)} drawn".encode()


def ask_picture(folder: Path, picture: Path, target: str = "out.json") -> tuple[str, ...]:
    source = write(folder, json.dumps(GOOD))
    wish = PictureWish(draw=draw, target=picture)
    return plan_agenda_file(source, folder / target, compare=False, picture=wish).lines


def test_the_picture_of_the_plan_is_kept_beside_it(tmp_path: Path) -> None:
    (line,) = ask_picture(tmp_path, tmp_path / "plan.png")
    assert line.startswith("1 cases placed")
    assert (tmp_path / "plan.png").read_bytes() == b"1 drawn"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in.json", "out.json", "plan.png"]


@pytest.mark.parametrize("name", ["in.json", "out.json", "./out.json"])
def test_a_picture_takes_the_place_of_no_other_file(name: str, tmp_path: Path) -> None:
    (line,) = ask_picture(tmp_path, tmp_path / name)
    assert line == f"the picture needs a file of its own, not {Path(name).name}"
    assert (tmp_path / "in.json").read_text(encoding="utf-8") == json.dumps(GOOD)
    assert not (tmp_path / "out.json").exists()


def test_without_a_place_for_the_picture_nothing_is_written(tmp_path: Path) -> None:
    (line,) = ask_picture(tmp_path, tmp_path / "none" / "plan.png")
    assert line == "the picture cannot be written to plan.png: No such file or directory"
    assert [file.name for file in tmp_path.iterdir()] == ["in.json"]


def test_without_a_place_for_the_plan_no_picture_is_kept(tmp_path: Path) -> None:
    (line,) = ask_picture(tmp_path, tmp_path / "plan.png", target="none/out.json")
    assert line == "the plan cannot be written to out.json: No such file or directory"
    assert [file.name for file in tmp_path.iterdir()] == ["in.json"]


def test_a_picture_that_cannot_be_drawn_is_told_in_one_line(tmp_path: Path) -> None:
    def refuse(_instance: Instance, _plan: Plan) -> bytes:
        raise InvalidInputError("too large")

    source, wish = write(tmp_path, json.dumps(GOOD)), tmp_path / "plan.png"
    outcome = plan_agenda_file(
        source,
        tmp_path / "out.json",
        compare=False,
        picture=PictureWish(draw=refuse, target=wish),
    )
    assert (outcome.exit_code, outcome.lines) == (2, ("too large",))
    assert [file.name for file in tmp_path.iterdir()] == ["in.json"]
