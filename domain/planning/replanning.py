"""What changed against the agenda the partners already have.

After posting nothing moves by itself: the director sees each change before it is made.
"""

from domain.planning.docket import Docket
from domain.planning.plan import Change, Omission, Timetable


def list_changes(docket: Docket, timetable: Timetable) -> tuple[Change, ...]:
    """Published cases that move or leave, and newcomers, by id; empty without a publication."""
    if not docket.published:
        return ()
    planned = {place.case: place for place in timetable.placed}
    return tuple(
        Change(case=case, old=docket.published.get(case), new=planned.get(case))
        for case in sorted(docket.published.keys() | planned.keys())
        if docket.published.get(case) != planned.get(case)
    )


def is_refused_newcomer(docket: Docket, left: Omission) -> bool:
    """Whether a case asked for a place on a published agenda and did not get one."""
    return bool(docket.published) and left.case not in docket.published
