"""Loaded by the process that planners are forked from, in tests alone: each plan that becomes a
draft goes to the judge too.
"""

from domain.planning import Instance, Plan, plan_agenda
from services.agenda import drafting
from tests.support.judge import JudgeError, assert_judge_accepts, load_judge
from tests.support.judged_plans import ACCEPTED, give_verdict


def _plan_and_tell(instance: Instance) -> Plan:
    plan = plan_agenda(instance)
    try:
        assert_judge_accepts(instance, plan)
    except JudgeError as refusal:
        give_verdict(str(refusal))
    else:
        give_verdict(ACCEPTED)
    return plan


load_judge()  # once, and not by each planner
drafting.plan_agenda = _plan_and_tell
