"""An independent solver agrees, level by level, on small instances with everything in them."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.domain.planning.instances_at_random import draw_instance
from tests.domain.planning.judging import plan_or_refuse
from tests.domain.planning.pair_order import COLOURS, Answer, PairOrder

Data = dict[str, Any]


def measure(data: Data, planned: Data) -> Answer:
    meeting, cases = data["meetings"][0], {case["id"]: case for case in data["cases"]}
    ranked = sorted(
        data["cases"],
        key=lambda c: (
            COLOURS.index(c["colour"]),
            c.get("coordinator_rank", 99),
            c["received"],
            c["id"],
        ),
    )
    starts = {one["case"]: one["start"] - meeting["start"] for one in planned["placed"]}
    minutes = {one: cases[one]["minutes"] for one in starts}
    ends = [starts[one] + minutes[one] for one in starts]
    ends += [one["start"] - meeting["start"] + one["minutes"] for one in planned["breaks"]]
    busy = sum(minutes.values()) + sum(one["minutes"] for one in planned["breaks"])
    return Answer(
        held=tuple(case["id"] for case in ranked if case["id"] in starts),
        idle=max(ends, default=0) - busy,
        waiting=planned["totals"]["waiting"],
        red_start=sum(start for one, start in starts.items() if cases[one]["colour"] == "red"),
        rank_start=sum(number * starts.get(case["id"], 0) for number, case in enumerate(ranked, 1)),
    )


@settings(
    max_examples=4 * settings.default.max_examples,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(draw_instance(most_cases=7, fewest_cases=4))
def test_the_solver_and_the_planner_agree_on_every_level(data: Data) -> None:
    planned, answer = plan_or_refuse(data), PairOrder(data).solve()
    if planned is None:
        assert answer is None
    else:
        assert planned["status"] == "optimal"
        assert measure(data, planned) == answer
