"""What the clock does with a meeting at the table: it calls in whose case is near, tells whose time
moved, and a day after a meeting that nobody closed it closes it.
"""

from collections.abc import Collection

from domain.access import CaseState
from domain.agenda import Agenda, AgendaState
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, Progress, list_with
from domain.meeting_run_calls import find_moved, find_next_look
from domain.meeting_run_steps import end_by_clock, sit
from domain.timer import Timer, TimerKind
from services.figures import keep_figures
from services.meeting_run_notices import announce_calls, announce_moved, announce_now
from services.moment import Moment
from services.rotation import carry_forward, note_discussed


async def await_end(moment: Moment, meeting: Meeting) -> None:
    """Have the clock look at a meeting when it can no longer be run."""
    due_at = sit(meeting, moment.now).closes_at
    await moment.uow.timers.set(
        Timer(kind=TimerKind.MEETING_RUN, subject=meeting.id, due_at=due_at)
    )


async def look_at_run(moment: Moment, meeting_id: str) -> None:
    """Do for one meeting what the clock asks now; its timer calls this."""
    meeting = await moment.uow.meetings.get(MeetingId(meeting_id))
    agenda = await moment.uow.meetings.agenda(meeting.id)
    run = await moment.uow.meeting_runs.get(meeting.id)
    is_posted = agenda is not None and agenda.state is AgendaState.POSTED
    if (run and run.ended_at) or meeting.is_cancelled:
        return
    if moment.now >= sit(meeting, moment.now).closes_at:
        if agenda and is_posted:
            await _end(moment, meeting, agenda, run)
    elif agenda and run:
        await _attend(moment, meeting, agenda, run)
    else:
        await await_end(moment, meeting)


async def _attend(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun) -> None:
    moved = find_moved(agenda, run, moment.now)
    if moved:
        run = await moment.uow.meeting_runs.save(run.tell(moved))
        await announce_now(moment, meeting, run)
        await announce_moved(moment, meeting, agenda, moved)
    await watch(moment, meeting, agenda, run)


async def watch(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun) -> None:
    """Call in whose case is near, and set when the clock looks again."""
    await announce_calls(moment, meeting, agenda, run)
    due_at = find_next_look(meeting, agenda, run, moment.now)
    await moment.uow.timers.set(
        Timer(kind=TimerKind.MEETING_RUN, subject=meeting.id, due_at=due_at)
    )


async def _end(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun | None) -> None:
    ended = end_by_clock(meeting, agenda, run, moment.now)
    if run is None:
        await moment.uow.meeting_runs.add(ended)
    else:
        ended = await moment.uow.meeting_runs.save(ended)
        await announce_now(moment, meeting, ended)
    await settle_run(moment, meeting, agenda, ended)


async def settle_run(moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun) -> None:
    """Once a meeting is closed, let what was discussed get its next review and the rest move on,
    and count how it went.
    """
    await moment.record(AuditEvent.MEETING_ENDED, subject=run.meeting)
    discussed = {one.case for one in list_with(agenda, run, Progress.DISCUSSED)}
    moves_on = {one.case for one in agenda.items} - discussed
    # what was saved of a discussion moved its review already, to the day that was agreed
    written = await moment.uow.discussions.written_in(run.meeting)
    await note_outcomes(moment, discussed - written, moves_on)
    await keep_figures(moment, meeting, agenda, run)


async def note_outcomes(
    moment: Moment, discussed: Collection[CaseId], moves_on: Collection[CaseId]
) -> None:
    """Note of each case that is still in process direction that it was discussed or moves on."""
    for case in await moment.uow.cases.known({*discussed, *moves_on}):
        if case.state is CaseState.TAKEN_UP:
            await (note_discussed if case.id in discussed else carry_forward)(moment, case)
