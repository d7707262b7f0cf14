"""The independent judge of plans: it shares nothing with the planner, and everything a plan says
about itself must be true. Without it a plan is not judged here.
"""

import importlib.util
from dataclasses import asdict
from functools import cache
from types import ModuleType
from typing import Any

from domain.planning import Instance, Plan, plan_agenda
from tests.support.contracts import PLANNING, find_official


class JudgeError(AssertionError):
    """A plan that is broken or says something false about itself."""


def plan_before_judge(instance: Instance) -> Plan:
    """Plan as the bot does, and have the plan judged."""
    plan = plan_agenda(instance)
    assert_judge_accepts(instance, plan)
    return plan


def assert_judge_accepts(instance: Instance, plan: Plan) -> None:
    judge = load_judge()
    if judge is None:
        return
    verdict = judge.check(write_instance(instance), write_plan(plan))
    if not verdict["feasible"]:
        raise JudgeError("\n".join(verdict["errors"]))


@cache
def load_judge() -> ModuleType | None:
    """The official judge; None where it is not."""
    path = find_official(PLANNING, "check_plan.py")
    spec = importlib.util.spec_from_file_location("check_plan", path) if path else None
    if spec is None or spec.loader is None:
        return None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


def write_instance(instance: Instance) -> dict[str, Any]:
    """The instance as the judge reads it."""
    return {
        "meetings": [_without_none(asdict(one)) for one in instance.meetings],
        "colour_mode": instance.colour_mode.value,
        "soft_lambda": instance.soft_lambda,
        "idle_allowed": instance.idle_allowed,
        "partners": [
            {
                "id": one.id,
                "weight": one.weight,
                "windows": None
                if one.windows is None
                else [[window.start, window.end] for window in one.windows],
            }
            for one in instance.partners
        ],
        "cases": [
            _without_none({**asdict(one), "colour": one.colour.value, "required": [*one.required]})
            for one in instance.cases
        ],
        "published": {
            one.case: {"meeting": one.meeting, "start": one.start} for one in instance.published
        },
        "now": instance.now,
    }


def write_plan(plan: Plan) -> dict[str, Any]:
    """The plan as the judge reads it."""
    windows: dict[str, list[dict[str, Any]]] = {}
    for one in plan.presences:
        windows.setdefault(one.partner, []).append({
            "meeting": one.meeting,
            "from": one.start,
            "to": one.end,
            "needed": one.needed,
            "waiting": one.waiting,
        })  # fmt: skip
    return {
        "placed": [asdict(one) for one in plan.placed],
        "breaks": [asdict(one) for one in plan.breaks],
        "left_out": [
            {"case": one.case, "reason": one.reason.value, "detail": one.detail}
            for one in plan.left_out
        ],
        "status": plan.status.value,
        "bound": plan.bound,
        "windows": windows,
        "totals": asdict(plan.totals),
        "changes": [{"case": one.case} for one in plan.changes],
    }


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
