"""Lists what a plan changes in the agenda the partners already have."""

from domain.planning.docket import Docket
from domain.planning.plan import Change, Omission, Timetable


def list_changes(docket: Docket, timetable: Timetable) -> tuple[Change, ...]:
    """List published cases that move or leave, and newcomers, by id; () before publication."""
    if not docket.published:
        return ()
    planned = {place.case: place for place in timetable.placed}
    return tuple(
        Change(case=case, old=docket.published.get(case), new=planned.get(case))
        for case in sorted(docket.published.keys() | planned.keys())
        if docket.published.get(case) != planned.get(case)
    )


def is_refused_newcomer(docket: Docket, left: Omission) -> bool:
    """Tell whether this case is left out of an agenda that was published without it."""
    return bool(docket.published) and left.case not in docket.published
