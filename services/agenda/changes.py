"""What follows when an approved agenda changes, and when a meeting whose agenda was posted is
moved, cancelled, or held after all: the same post is edited, whoever has own times hears it once,
and calendars follow.
"""

from dataclasses import replace

from domain.agenda import Agenda, AgendaParts, AgendaState
from domain.agenda_change import (
    carry_out,
    change_posted,
    changes_own_times,
    find_new_hours,
    join_told,
    keep_posted,
)
from domain.audit import AuditEvent, AuditReason
from domain.calendar_entry import ToldHours
from domain.identifiers import CaseId
from domain.meeting import Meeting
from domain.meeting_run_calls import find_moved
from domain.planning import Reason
from services.agenda.notices import (
    announce_changed_post,
    announce_draft,
    announce_own_times,
    read_hours,
)
from services.agenda.partners import find_stands
from services.agenda.proposing import find_begun, renew_proposal
from services.agenda.timers import wake_agenda
from services.attendance_request import reopen_requests
from services.figures import keep_figures
from services.meeting_run_clock import await_end, note_outcomes, watch
from services.meeting_run_notices import announce_now
from services.moment import Context, Moment


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
    await renew_proposal(moment, meeting, agenda)
    await wake_agenda(moment, meeting.id)
    await await_end(moment, meeting)


async def _change_post(moment: Moment, was: Meeting, meeting: Meeting, agenda: Agenda) -> None:
    changed = change_posted(agenda, was, meeting, moment.now)
    required = {one for item in agenda.items for one in item.required}
    changed = replace(changed, partners=tuple(await find_stands(moment, meeting, required)))
    told = await read_hours(moment, meeting, changed)
    changed = await moment.uow.meetings.save_agenda(replace(changed, told=told))
    is_by_schedule = not isinstance(moment, Context)
    reason = AuditReason.ON_SCHEDULE if is_by_schedule else None
    await moment.record(AuditEvent.AGENDA_CHANGED, subject=meeting.id, reason=reason)
    await announce_changed_post(moment, meeting, changed)
    await announce_draft(moment, meeting, changed)
    await announce_own_times(moment, meeting, changed, [one.member for one in told])


async def carry_out_change(
    ctx: Context, meeting: Meeting, agenda: Agenda, parts: AgendaParts
) -> Agenda:
    """Change an approved agenda as a process director decided. What was posted changes in its post;
    whose own time comes, goes, or moves ten minutes or more hears it, and nobody else. What gave
    way comes first in its colour next time.
    """
    begun = await find_begun(ctx, meeting, agenda)
    changed = carry_out(agenda, meeting, parts, begun, ctx.now)
    told = await _choose_told(ctx, meeting, changed)
    changed = replace(changed, told=join_told(agenda.told, told))
    changed = await ctx.uow.meetings.save_agenda(changed)
    await ctx.record(AuditEvent.AGENDA_CHANGED, subject=meeting.id)
    await announce_draft(ctx, meeting, changed)
    await note_outcomes(ctx, (), _list_displaced(agenda, changed))
    if changed.state is AgendaState.POSTED:
        await keep_figures(ctx, meeting, changed)
        await announce_changed_post(ctx, meeting, changed)
        await announce_own_times(ctx, meeting, changed, [one.member for one in told])
        await _change_table(ctx, meeting, changed)
        await wake_agenda(ctx, meeting.id)
    return changed


async def _choose_told(ctx: Context, meeting: Meeting, changed: Agenda) -> tuple[ToldHours, ...]:
    """Whose own times are told anew; of what was not posted yet nobody knows any."""
    if changed.state is not AgendaState.POSTED:
        return ()
    return find_new_hours(changed.told, await read_hours(ctx, meeting, changed))


def _list_displaced(agenda: Agenda, changed: Agenda) -> set[CaseId]:
    """The cases that gave way to others; not those that a coordinator left out."""
    was = {one.case for one in agenda.items}
    return {
        one.case
        for one in changed.left_out
        if one.case in was and one.reason is not Reason.WITHDRAWN
    }


async def _change_table(ctx: Context, meeting: Meeting, changed: Agenda) -> None:
    """A meeting that is at the table goes on with the changed agenda; who was told the new times
    is not told a delay as well.
    """
    run = await ctx.uow.meeting_runs.get(meeting.id)
    if run is None or not run.is_going_on:
        return
    run = await ctx.uow.meeting_runs.save(run.tell(find_moved(changed, run, ctx.now)))
    await announce_now(ctx, meeting, run)
    await watch(ctx, meeting, changed, run)
