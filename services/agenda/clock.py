"""What the clock does with meetings and agendas: hold the meetings the schedules bring, follow
their moves, and post each approved agenda once, at its hour or late, never after the start.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from domain.agenda import Agenda, AgendaState
from domain.agenda_steps import (
    AgendaStep,
    decide_step,
    is_planned_anew,
    move_agenda,
    post_agenda,
    settle_agenda,
)
from domain.audit import AuditEvent, AuditReason
from domain.house import WeeklyMeeting
from domain.identifiers import MeetingId, ScheduleId
from domain.meeting import Meeting, follow_schedule, hold_meeting
from domain.meeting_change import occur_as_decided
from domain.schedule import Occurrence, list_occurrences
from services.agenda.calendars import correct_calendars, fill_calendars
from services.agenda.changes import follow_posted
from services.agenda.notices import (
    announce_draft,
    announce_in_digest,
    announce_not_posted,
    announce_own_times,
    announce_post,
    find_needed,
    list_hours,
)
from services.agenda.proposing import renew_proposal
from services.agenda.timers import set_asking_timer, set_timers, wake_agenda
from services.attendance_request import reopen_requests
from services.figures import keep_figures
from services.fixed_partners import announce_not_needed
from services.meeting_run_clock import await_end, note_outcomes
from services.moment import Moment

HELD_AHEAD_WITHIN: Final = timedelta(weeks=6)
_LOOK_AHEAD_WITHIN: Final = timedelta(weeks=52)


async def hold_meetings(moment: Moment) -> None:
    """Bring the meetings of the coming weeks in line with the schedules.

    The key of an occurrence decides which meeting it is, so a moved one stays itself.
    """
    meetings = moment.uow.meetings
    schedules = {one.id: one for one in await moment.uow.schedules.schedules()}
    occurrences = _list_all(moment, schedules.values())
    known = {one.id: one for one in await meetings.known([one.key for one in occurrences])}
    for occurrence in occurrences:
        if occurrence.key in known:
            was = known[occurrence.key]
            decided = _heed_director(moment, was, schedules[occurrence.schedule], occurrence)
            await hold_otherwise(moment, was, follow_schedule(was, decided))
        elif occurrence.starts_at < moment.now + HELD_AHEAD_WITHIN:
            held = hold_meeting(occurrence)
            await meetings.add(held)
            await wake_agenda(moment, held.id)
            await set_asking_timer(moment, held)
            await await_end(moment, held)
    await _cancel_others(moment, {one.key for one in occurrences}, schedules)


def _list_all(moment: Moment, schedules: Iterable[WeeklyMeeting]) -> Sequence[Occurrence]:
    return [
        one
        for schedule in schedules
        for one in list_occurrences(
            schedule, moment.calendar, moment.now, moment.now + _LOOK_AHEAD_WITHIN
        )
    ]


def _heed_director(
    moment: Moment, was: Meeting, schedule: WeeklyMeeting, occurrence: Occurrence
) -> Occurrence:
    """When a meeting is held: where a process director moved it to, else as the schedule says."""
    if was.moved_to is None:
        return occurrence
    return occur_as_decided(schedule, moment.calendar, was, was.moved_to)


async def _cancel_others(
    moment: Moment, planned: Collection[str], schedules: Mapping[ScheduleId, WeeklyMeeting]
) -> None:
    """Cancel what no schedule brings any more. What a director moved stays while its schedule is
    held, also when the time it was planned for is over.
    """
    for meeting in await moment.uow.meetings.upcoming(moment.now):
        is_moved = meeting.moved_to is not None and meeting.schedule in schedules
        if meeting.starts_at >= moment.now and meeting.id not in planned and not is_moved:
            await hold_otherwise(moment, meeting, replace(meeting, is_cancelled=True))


async def hold_otherwise(moment: Moment, was: Meeting, meeting: Meeting) -> None:
    """Hold a meeting as it is now: at another time, not at all, or after all."""
    if meeting == was:
        return
    agenda = await moment.uow.meetings.agenda(was.id)
    if agenda and agenda.state is AgendaState.POSTED:
        await follow_posted(moment, was, meeting, agenda)
        return
    if agenda is not None and not meeting.is_cancelled:
        meeting = _plan_again(was, meeting, agenda)
        agenda = await moment.uow.meetings.save_agenda(move_agenda(agenda, was, meeting))
        await announce_draft(moment, meeting, agenda)
    meeting = await moment.uow.meetings.save(meeting)
    if meeting.starts_at != was.starts_at:
        await reopen_requests(moment, meeting)
    await renew_proposal(moment, meeting, agenda)
    await wake_agenda(moment, meeting.id)
    await await_end(moment, meeting)


def _plan_again(was: Meeting, meeting: Meeting, agenda: Agenda) -> Meeting:
    if not is_planned_anew(agenda, was, meeting):
        return meeting
    return replace(meeting, redraft_of=agenda.version + 1)


async def look_at_agenda(moment: Moment, meeting_id: str) -> None:
    """Do for one meeting what the clock asks now; its timer calls this."""
    meeting = await moment.uow.meetings.get(MeetingId(meeting_id))
    await advance_agenda(moment, meeting, await moment.uow.meetings.agenda(meeting.id))


async def advance_agenda(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> Agenda | None:
    """Do for one agenda what the clock asks now, and set when it is looked at next; the agenda as
    it is then.
    """
    after = await _take_step(moment, meeting, agenda)
    await set_timers(moment, meeting, after)
    return after


async def _take_step(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> Agenda | None:
    match decide_step(meeting, agenda, moment.now):
        case AgendaStep.POST if agenda:
            return await _post(moment, meeting, agenda)
        case AgendaStep.ASK_APPROVAL:
            await announce_not_posted(moment, meeting, agenda)
        case AgendaStep.SETTLE:
            return await _settle(moment, meeting, agenda)
        case AgendaStep.REST if agenda and agenda.state is AgendaState.POSTED:
            await correct_calendars(moment, meeting, agenda)
            await announce_in_digest(moment, meeting, agenda)
            await announce_not_needed(moment, meeting, agenda)
    return agenda


async def _post(moment: Moment, meeting: Meeting, agenda: Agenda) -> Agenda:
    needed = await find_needed(moment, agenda, moment.day_of(meeting.starts_at))
    posted = replace(post_agenda(meeting, agenda, moment.now), told=list_hours(agenda, needed))
    posted = await moment.uow.meetings.save_agenda(posted)
    await moment.uow.agenda_pictures.remove(meeting.id)
    await keep_figures(moment, meeting, posted)
    await announce_post(moment, meeting)
    await announce_own_times(moment, meeting, posted, [one.member for one in posted.told])
    await fill_calendars(moment, meeting, posted, needed)
    await announce_not_needed(moment, meeting, posted)
    await announce_draft(moment, meeting, posted)
    await moment.record(
        AuditEvent.AGENDA_POSTED, subject=meeting.id, reason=AuditReason.ON_SCHEDULE
    )
    return posted


async def _settle(moment: Moment, meeting: Meeting, agenda: Agenda | None) -> Agenda:
    settled = settle_agenda(meeting, agenda, moment.now)
    if meeting.is_cancelled and agenda and agenda.state is AgendaState.APPROVED:
        await note_outcomes(moment, (), {one.case for one in agenda.items})
    if agenda is None:
        await moment.uow.meetings.add_agenda(settled)
    else:
        settled = await moment.uow.meetings.save_agenda(settled)
        await moment.uow.agenda_pictures.remove(meeting.id)
    await announce_not_posted(moment, meeting, settled)
    return settled
