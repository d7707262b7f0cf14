"""Makes the whole plan: checks the instance, chooses the cases, gives them times, explains."""

from domain.planning.checks import check_instance
from domain.planning.docket import Docket, open_docket
from domain.planning.explanation import (
    explain_refusal,
    explain_written,
    find_displaced,
    name_displaced,
)
from domain.planning.instance import Instance
from domain.planning.plan import Omission, Plan, Reason, Status
from domain.planning.presence import list_presences, total_up
from domain.planning.replanning import is_refused_newcomer, list_changes
from domain.planning.selection import RefusedCase, Selection, select_cases
from domain.planning.week import WeekPlan, plan_week

# a newcomer for one of these reasons would not fit in anybody's place either
EXPLAINED_BY_SIZE = {Reason.WRITTEN_PROCEDURE, Reason.NO_COMMON_WINDOW}


def plan_agenda(instance: Instance) -> Plan:
    """Plan the agenda of an instance; takes up to some seconds of processor time.

    Raises InvalidInstanceError with one sentence when the instance makes no sense.
    """
    check_instance(instance)
    docket = open_docket(instance)
    selection = select_cases(docket)
    return _account(docket, selection, plan_week(docket, selection))


def _account(docket: Docket, selection: Selection, week: WeekPlan) -> Plan:
    timetable = week.timetable
    presences = list_presences(docket.instance, timetable.placed)
    is_proven = week.is_proven and selection.is_proven
    return Plan(
        placed=tuple(sorted(timetable.placed, key=lambda one: (one.start, one.case))),
        breaks=tuple(sorted(timetable.breaks, key=lambda one: (one.start, one.meeting))),
        left_out=(
            *(_explain(docket, refused) for refused in selection.refused),
            *(explain_written(case) for case in docket.written),
        ),
        status=Status.OPTIMAL if is_proven else Status.FEASIBLE,
        bound=week.bound,
        presences=presences,
        totals=total_up(docket.instance, timetable.placed, timetable.breaks, presences),
        changes=list_changes(docket, timetable),
        states=selection.states + week.states,
    )


def _explain(docket: Docket, refused: RefusedCase) -> Omission:
    left = explain_refusal(docket, refused)
    if is_refused_newcomer(docket, left) and left.reason not in EXPLAINED_BY_SIZE:
        return name_displaced(left, find_displaced(docket, refused))
    return left
