"""What follows when a meeting whose agenda was posted is moved, cancelled, or held after all: the
same post is edited, whoever has own times hears it once, and calendars follow.
"""

from dataclasses import replace

from domain.agenda import Agenda
from domain.agenda_change import change_posted, changes_own_times, keep_posted
from domain.audit import AuditEvent, AuditReason
from domain.meeting import Meeting
from services.agenda.notices import announce_changed_post, announce_draft, announce_own_times
from services.agenda.partners import find_stands
from services.agenda.timers import wake_agenda
from services.attendance_request import reopen_requests
from services.meeting_run_clock import await_end, note_outcomes
from services.moment import Moment


async def follow_posted(moment: Moment, was: Meeting, now: Meeting, agenda: Agenda) -> None:
    """Let a posted agenda follow its meeting; one that has begun, or is at the table, stays."""
    meeting = keep_posted(was, now, agenda)
    is_begun = was.starts_at <= moment.now or await moment.uow.meeting_runs.get(was.id)
    if meeting == was or is_begun:
        return
    meeting = await moment.uow.meetings.save(meeting)
    if meeting.starts_at != was.starts_at:
        await reopen_requests(moment, meeting)
    if changes_own_times(was, meeting):
        await _change_post(moment, was, meeting, agenda)
    if meeting.is_cancelled:
        await note_outcomes(moment, (), {one.case for one in agenda.items})
    await wake_agenda(moment, meeting.id)
    await await_end(moment, meeting)


async def _change_post(moment: Moment, was: Meeting, meeting: Meeting, agenda: Agenda) -> None:
    changed = change_posted(agenda, was, meeting, moment.now)
    required = {one for item in agenda.items for one in item.required}
    stands = await find_stands(moment, meeting, required)
    changed = await moment.uow.meetings.save_agenda(replace(changed, partners=tuple(stands)))
    await moment.record(
        AuditEvent.AGENDA_CHANGED, subject=meeting.id, reason=AuditReason.ON_SCHEDULE
    )
    await announce_changed_post(moment, meeting, changed)
    await announce_draft(moment, meeting, changed)
    await announce_own_times(moment, meeting, changed)
