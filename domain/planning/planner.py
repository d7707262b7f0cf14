"""The whole plan: which cases, when, and why not the others."""

from domain.planning.attendance import list_attendance, total_up
from domain.planning.instance import Case, Instance, Meeting, Placement, sort_by_rank
from domain.planning.plan import Change, LeftOut, Plan, PlannedBreak, Reason, Status


def plan_agenda(instance: Instance) -> Plan:
    """Plan the agenda; raises InvalidInstanceError with one sentence when none can be planned."""
    ranked = sort_by_rank(instance.cases)
    waiting = [case for case in ranked if case.minutes]
    placed: list[Placement] = []
    breaks: list[PlannedBreak] = []
    for meeting in sorted(instance.meetings, key=lambda m: (m.start, m.id)):
        _fill(instance, meeting, waiting, placed, breaks)
    done = {one.case for one in placed}
    left = tuple(_leave_out(case) for case in ranked if case.id not in done)
    attendance = list_attendance(instance, placed)
    published = {one.case: one for one in instance.published}
    now = {one.case: one for one in placed}
    changes = tuple(
        Change(case=case, old=published.get(case), new=now.get(case))
        for case in sorted(published.keys() | now.keys())
        if published and published.get(case) != now.get(case)
    )
    return Plan(
        placed=tuple(placed),
        breaks=tuple(breaks),
        left_out=left,
        status=Status.FEASIBLE,
        bound=0,
        attendance=attendance,
        totals=total_up(instance, placed, breaks, attendance),
        changes=changes,
    )


def _leave_out(case: Case) -> LeftOut:
    if case.minutes == 0:
        return LeftOut(case=case.id, reason=Reason.WRITTEN_PROCEDURE, detail="green with 0 minutes")
    return LeftOut(
        case=case.id,
        reason=Reason.SEARCH_LIMIT,
        detail=f"{case.minutes} min; no place found",
        minutes=case.minutes,
    )


def _fill(
    instance: Instance,
    meeting: Meeting,
    waiting: list[Case],
    placed: list[Placement],
    breaks: list[PlannedBreak],
) -> None:
    windows = {partner.id: partner.windows for partner in instance.partners}
    wishes = sorted(meeting.breaks, key=lambda wish: wish.earliest)
    clock, highest = meeting.start, waiting[0].colour if waiting else None
    while True:
        limit = wishes[0].latest if wishes else meeting.end
        fitting = [
            case
            for case in waiting
            if clock + case.minutes <= limit
            and (not case.meetings or meeting.id in case.meetings)
            and (case.pinned is None or case.pinned == clock)
            and all(
                windows[p] is None
                or any(w.start <= clock and clock + case.minutes <= w.end for w in windows[p] or ())
                for p in case.required
            )
        ]
        if wishes and wishes[0].earliest <= clock:
            wish = wishes.pop(0)
            breaks.append(PlannedBreak(meeting=meeting.id, start=clock, minutes=wish.minutes))
            clock += wish.minutes
        elif fitting:
            case = fitting[0]
            highest = case.colour
            waiting.remove(case)
            placed.append(Placement(case=case.id, meeting=meeting.id, start=clock))
            clock += case.minutes
        else:
            break
    del highest
