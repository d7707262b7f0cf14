"""When the house looks at the written round of a case again. What changes a case that is looked at
in writing only says so here: the newest state decides what happens to its round.
"""

from datetime import date

from domain.colour import StandingColour
from domain.digest import LOOKED_AT
from domain.identifiers import CaseId
from domain.timer import Timer, TimerKind
from domain.written_round import is_written
from services.action_reminders import open_office
from services.moment import Moment


async def follow_case(moment: Moment, case_id: CaseId, *colours: StandingColour | None) -> None:
    """Look at once at the round of a case that has, or had until now, a colour without minutes."""
    if any(is_written(one) for one in colours):
        timer = Timer(kind=TimerKind.WRITTEN_ROUND, subject=case_id, due_at=moment.now)
        await moment.uow.timers.set(timer)


async def look_on(moment: Moment, case_id: CaseId, on: date) -> None:
    """Look at the round of a case in the morning of a working day from this one on, in office
    hours.
    """
    day = moment.calendar.working_day_from(on)
    morning = moment.calendar.moment(day, LOOKED_AT)
    due_at = max(morning, open_office(moment).opens_at or moment.now)
    await moment.uow.timers.set(Timer(kind=TimerKind.WRITTEN_ROUND, subject=case_id, due_at=due_at))
