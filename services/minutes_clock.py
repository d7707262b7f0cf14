"""What the clock does with minutes: it shares what nobody objects to after the last day, and brings
up in the digest what a process director has not approved or decided.
"""

from collections.abc import Collection, Sequence
from datetime import time, timedelta
from typing import Final

from domain.access import CaseState
from domain.audit import AuditEvent
from domain.digest import LOOKED_AT
from domain.identifiers import MemberId, MinutesId, OrganisationId
from domain.minutes import (
    Minutes,
    MinutesState,
    end_window,
    lapse,
    overdue_on,
    waits_for_director,
)
from domain.timer import Timer, TimerKind
from services.digest import announce_digest, find_next_digest, tell_in_digest
from services.guarding import list_directors
from services.moment import Moment

_DAY: Final = timedelta(days=1)
# an acute session may be about a case that is not weighed yet
_IN_HOUSE: Final = frozenset({CaseState.PURPOSE_TESTED, CaseState.TAKEN_UP})


async def set_minutes_look(moment: Moment, minutes: Minutes) -> None:
    """Set when the house looks at minutes again; never, once they are shared."""
    calendar = moment.calendar
    due_at = None
    if waits_for_director(minutes):
        due_at = calendar.moment(overdue_on(minutes, calendar), LOOKED_AT)
    elif minutes.state is MinutesState.OBJECTABLE and minutes.until_on:
        due_at = calendar.moment(minutes.until_on + _DAY, time(0))
    # what was brought up already is on the list of who has to do it
    if due_at is None or due_at <= moment.now:
        await moment.uow.timers.cancel(TimerKind.MINUTES, minutes.id)
        return
    timer = Timer(kind=TimerKind.MINUTES, subject=minutes.id, due_at=due_at)
    await moment.uow.timers.set(timer)


async def look_at_minutes(moment: Moment, known_as: str) -> None:
    """Share minutes or bring them up; their timer calls this. Of a case that left the house nothing
    is shared, and nobody is asked.
    """
    minutes = await moment.uow.minutes.get(MinutesId(known_as))
    case = await moment.uow.cases.get(minutes.case)
    if case.state not in _IN_HOUSE:
        if minutes.state in {MinutesState.OBJECTABLE, MinutesState.OBJECTED}:
            await moment.uow.minutes.save(lapse(minutes, moment.now, moment.today))
    elif waits_for_director(minutes):
        if overdue_on(minutes, moment.calendar) <= moment.today:
            await tell_in_digest(moment, *await list_directors(moment), on=moment.today)
        else:
            await set_minutes_look(moment, minutes)
    else:
        await _end_window(moment, minutes)


async def _end_window(moment: Moment, minutes: Minutes) -> None:
    ended = end_window(minutes, moment.now, moment.today)
    if ended is minutes:
        await set_minutes_look(moment, minutes)
        return
    await moment.uow.minutes.save(ended)
    await moment.record(AuditEvent.MINUTES_SHARED, minutes.case, minutes.id)


async def announce_window(moment: Moment, minutes: Minutes) -> Sequence[OrganisationId]:
    """Let who was at the table hear in the next digest that they can look at minutes; give the
    organisations of which nobody reads that before the last day is over.
    """
    reached = set[OrganisationId]()
    for member, organisation in sorted(await _find_readers(moment, minutes)):
        read_on = await announce_digest(moment, member, find_next_digest(moment))
        if minutes.until_on and read_on <= minutes.until_on:
            reached.add(organisation)
    return [one.organisation for one in minutes.suppliers if one.organisation not in reached]


async def _find_readers(
    moment: Moment, minutes: Minutes
) -> Collection[tuple[MemberId, OrganisationId]]:
    """Who looks at minutes for an organisation that was at the table."""
    places = await moment.uow.cases.circle(minutes.case)
    at_table = {one.organisation for one in minutes.suppliers}
    return {
        *((one.member, one.organisation) for one in places if one.organisation in at_table),
        *((one.called, one.organisation) for one in minutes.suppliers if one.called),
    }


async def announce_waiting_minutes(moment: Moment) -> None:
    """Let the process directors hear in the next digest that minutes wait for their decision."""
    await tell_in_digest(moment, *await list_directors(moment))
