"""A case that turns red when the agenda of the next meeting was approved already proposes itself:
a process director decides, and nothing moves by itself.
"""

from domain.case import Case
from domain.colour import StandingColour
from domain.stoplight import Colour
from services.agenda.proposing import ask_change
from services.moment import Moment


async def propose_late_red(moment: Moment, case: Case, standing: StandingColour) -> None:
    """Have a case that gets its colour planned into the first meeting of its kind whose agenda is
    fixed, when it turns red by it; not into one in which it came to the table or stands as red.
    """
    was_red = case.colour is not None and case.colour.colour is Colour.RED
    if standing.colour is not Colour.RED or was_red:
        return
    kinds = await moment.uow.schedules.kinds()
    fixed = await moment.uow.meetings.fixed(moment.now)
    for meeting in (one for one in fixed if kinds.are_same(one.kind, case.meeting_kind)):
        run = await moment.uow.meeting_runs.get(meeting.id)
        if run is None or (run.ended_at is None and case.id not in {one.case for one in run.cases}):
            await ask_change(moment, meeting, [case.id])
            return
