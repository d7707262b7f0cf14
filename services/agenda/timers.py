"""When the clock looks at an agenda: its timers say only when, never what to do."""

from datetime import datetime

from domain.agenda import Agenda, AgendaState
from domain.agenda_proposal import FIXED
from domain.agenda_steps import find_draft_due, find_step_due
from domain.attendance_request import find_next_asking
from domain.digest import LOOKED_AT
from domain.identifiers import MeetingId
from domain.meeting import Meeting
from domain.timer import Timer, TimerKind
from services.moment import Moment


async def wake_agenda(moment: Moment, meeting: MeetingId) -> None:
    """Have the clock look at a meeting at once, because its schedule changed it."""
    await _look_at(moment, TimerKind.AGENDA, meeting, moment.now)


async def wake_posted(moment: Moment) -> None:
    """Have the clock look at what was posted and is to come, because other people may be needed."""
    for meeting in await moment.uow.meetings.posted(moment.now):
        await wake_agenda(moment, meeting.id)


async def wake_own_times(moment: Moment) -> None:
    """Have who is needed by now told when, in what was posted and is to come."""
    for meeting in await moment.uow.meetings.posted(moment.now):
        await _look_at(moment, TimerKind.OWN_TIMES, meeting.id, moment.now)


async def wake_drafting(moment: Moment, meeting: MeetingId) -> None:
    """Have a draft made at once when one is needed."""
    await _look_at(moment, TimerKind.AGENDA_DRAFT, meeting, moment.now)


async def set_timers(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> None:
    """Set when the clock asks something of this agenda next, once it did what it asks now, and
    when it is drafted next.
    """
    next_at = find_step_due(meeting, agenda, moment.now)
    if agenda and agenda.state is AgendaState.POSTED:
        morning = find_digest_look(moment, meeting)
        next_at = morning if morning > moment.now else None
    await _look_at(moment, TimerKind.AGENDA, meeting.id, next_at)
    # once it was approved the same timer is of what is proposed, which the errand itself ends
    if agenda is None or agenda.state not in FIXED:
        await set_draft_timer(moment, meeting, agenda)


def find_digest_look(moment: Moment, meeting: Meeting) -> datetime:
    """When the own times of a posted agenda are put in the digest: the morning of the meeting."""
    return moment.calendar.moment(moment.day_of(meeting.starts_at), LOOKED_AT)


async def set_asking_timer(moment: Moment, meeting: Meeting) -> None:
    """Set when partners are asked whether they come to this meeting next, or reminded of it."""
    next_at = find_next_asking(meeting, moment.calendar, moment.now)
    await _look_at(moment, TimerKind.ATTENDANCE_REQUEST, meeting.id, next_at)


async def set_draft_timer(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> None:
    """Set when a draft is made next."""
    draft_at = find_draft_due(meeting, agenda, moment.now)
    await _look_at(moment, TimerKind.AGENDA_DRAFT, meeting.id, draft_at)


async def end_drafting(moment: Moment, meeting: MeetingId) -> None:
    """Nothing is to be drafted or planned for a meeting any more."""
    await _look_at(moment, TimerKind.AGENDA_DRAFT, meeting, None)


async def _look_at(
    moment: Moment, kind: TimerKind, meeting: MeetingId, due_at: datetime | None
) -> None:
    if due_at is None:
        await moment.uow.timers.cancel(kind, meeting)
    else:
        await moment.uow.timers.set(Timer(kind=kind, subject=meeting, due_at=due_at))
