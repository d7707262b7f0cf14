"""The official judge and its instances where they are present; else a small judge of our own."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from domain.planning import Instance, InvalidInstanceError, plan_agenda
from files.plan import read_instance, write_plan
from tests.support.contracts import PLANNING, find_official

Data = dict[str, Any]

_OWN = Path(__file__).parent / "instances"


def find_folder() -> Path | None:
    judge = find_official(PLANNING, "check_plan.py")
    return judge.parent if judge else None


def list_instances(pattern: str = "*") -> list[Path]:
    folder = find_folder()
    official = sorted((folder / "instances").glob(f"{pattern}.json")) if folder else []
    return official or sorted(_OWN.glob("*.json"))


def load(path: Path, **changes: object) -> Data:
    return {**json.loads(path.read_text(encoding="utf-8")), **changes}


def find_instance(name: str, **changes: object) -> Data:
    found = [path for path in list_instances() if path.stem == name]
    return load((found or [_OWN / "small_house.json"])[0], **changes)


def read(data: Data) -> Instance:
    return read_instance(json.dumps(data))


def plan(data: Data) -> Data:
    planned: Data = json.loads(write_plan(plan_agenda(read(data))))
    return planned


def plan_or_refuse(data: Data) -> Data | None:
    try:
        return plan(data)
    except InvalidInstanceError:
        return None


def judge(data: Data, planned: Data) -> Data:
    """The verdict: `errors`, and the costs as the judge computes them."""
    folder = find_folder()
    if folder is None:
        return _judge_ourselves(data, planned)
    verdict: Data = _load_judge(folder).check(data, planned)
    return verdict


def _load_judge(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_plan", folder / "check_plan.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _judge_ourselves(data: Data, planned: Data) -> Data:
    """Only the hard rules and the waiting: less than the official judge, never in its place."""
    cases = {case["id"]: case for case in data["cases"]}
    windows = {one["id"]: one.get("windows") for one in data["partners"]}
    weights = {one["id"]: one.get("weight", 1) for one in data["partners"]}
    errors, waiting = [], 0
    accounted = [one["case"] for one in planned["placed"] + planned["left_out"]]
    if sorted(accounted) != sorted(cases):
        errors.append("not every case is placed or left out once")
    for meeting in data["meetings"]:
        own = [one for one in planned["placed"] if one["meeting"] == meeting["id"]]
        spans = [(one["start"], one["start"] + cases[one["case"]]["minutes"]) for one in own]
        pauses = [one for one in planned["breaks"] if one["meeting"] == meeting["id"]]
        taken = spans + [(one["start"], one["start"] + one["minutes"]) for one in pauses]
        errors += _find_overlaps(meeting, sorted(taken))
        if own and len(pauses) != len(meeting.get("breaks", [])):
            errors.append("a break is missing")
        for partner, weight in weights.items():
            sits = [
                span
                for one, span in zip(own, spans, strict=True)
                if partner in cases[one["case"]]["required"]
            ]
            there = windows[partner]
            if there is not None and not all(
                any(start <= span[0] and span[1] <= end for start, end in there) for span in sits
            ):
                errors.append(f"{partner} is not there")
            if sits:
                needed = sum(end - start for start, end in sits)
                waiting += weight * (max(sits)[1] - min(sits)[0] - needed)
    return {"errors": errors, "feasible": not errors, "waiting": waiting}


def _find_overlaps(meeting: Data, taken: list[tuple[int, int]]) -> list[str]:
    clock, errors = meeting["start"], []
    for start, end in taken:
        if start < clock or end > meeting["end"]:
            errors.append(f"{start}-{end} overlaps or lies outside")
        clock = max(clock, end)
    return errors
