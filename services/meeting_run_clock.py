"""What the clock does with a meeting at the table: a day after a meeting that nobody closed it is
closed, and what was never started moves on.
"""

from domain.agenda import Agenda, AgendaState
from domain.audit import AuditEvent
from domain.identifiers import MeetingId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun
from domain.meeting_run_steps import end_by_clock, sit
from domain.timer import Timer, TimerKind
from services.meeting_run_notices import announce_now
from services.moment import Moment


async def await_end(moment: Moment, meeting: Meeting) -> None:
    """Have the clock look at a meeting when it can no longer be run."""
    due_at = sit(meeting, moment.now).closes_at
    await moment.uow.timers.set(
        Timer(kind=TimerKind.MEETING_RUN, subject=meeting.id, due_at=due_at)
    )


async def look_at_run(moment: Moment, meeting_id: str) -> None:
    """Close a meeting that nobody closed, a day after it; its timer calls this."""
    meeting = await moment.uow.meetings.get(MeetingId(meeting_id))
    agenda = await moment.uow.meetings.agenda(meeting.id)
    run = await moment.uow.meeting_runs.get(meeting.id)
    is_posted = agenda is not None and agenda.state is AgendaState.POSTED
    if (run and run.ended_at) or (meeting.is_cancelled):
        return
    if moment.now < sit(meeting, moment.now).closes_at:
        await await_end(moment, meeting)
    elif agenda and is_posted:
        await _end(moment, meeting, agenda, run)


async def _end(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun | None) -> None:
    ended = end_by_clock(meeting, agenda, run, moment.now)
    if run is None:
        await moment.uow.meeting_runs.add(ended)
    else:
        ended = await moment.uow.meeting_runs.save(ended)
        await announce_now(moment, meeting, ended)
    await settle_run(moment, ended)


async def settle_run(moment: Moment, run: MeetingRun) -> None:
    """Put on record that a meeting was closed."""
    await moment.record(AuditEvent.MEETING_ENDED, subject=run.meeting)
