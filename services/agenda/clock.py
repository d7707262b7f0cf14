"""What the clock does with meetings and agendas: hold the meetings the schedules bring, follow
their moves, and post each approved agenda once, at its hour or late, never after the start.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.agenda import Agenda, AgendaState
from domain.agenda_course import (
    Step,
    decide_step,
    move_agenda,
    post_agenda,
    settle_agenda,
)
from domain.audit import AuditEntry, AuditEvent, AuditReason
from domain.house import House
from domain.meeting import Meeting, follow_schedule, hold_meeting
from domain.schedule import Occurrence, list_occurrences
from services.agenda.notices import (
    announce_draft,
    announce_not_posted,
    announce_own_times,
    announce_post,
    local_day,
)
from services.calendar import calendar_of
from services.ports import UnitOfWork

HELD_AHEAD_WITHIN: Final = timedelta(weeks=6)
_LOOK_AHEAD_WITHIN: Final = timedelta(weeks=52)


async def hold_meetings(uow: UnitOfWork, now: datetime, house: House) -> None:
    """Bring the meetings of the coming weeks in line with the schedules.

    The key of an occurrence decides which meeting it is, so a moved one stays itself.
    """
    occurrences = await _list_all(uow, now, house)
    known = {one.id: one for one in await uow.meetings.known([one.key for one in occurrences])}
    for occurrence in occurrences:
        if occurrence.key in known:
            await _follow(uow, now, house, known[occurrence.key], occurrence)
        elif occurrence.starts_at < now + HELD_AHEAD_WITHIN:
            await uow.meetings.add(hold_meeting(occurrence))
    await _cancel_others(uow, now, {one.key for one in occurrences})


async def _list_all(uow: UnitOfWork, now: datetime, house: House) -> Sequence[Occurrence]:
    calendar, until = calendar_of(house, now), now + _LOOK_AHEAD_WITHIN
    return [
        one
        for schedule in await uow.schedules.schedules()
        for one in list_occurrences(schedule, calendar, now, until)
    ]


async def _cancel_others(uow: UnitOfWork, now: datetime, planned: set[str]) -> None:
    for meeting in await uow.meetings.upcoming(now):
        if meeting.starts_at >= now and meeting.id not in planned:
            await uow.meetings.save(replace(meeting, is_cancelled=True))


async def _follow(
    uow: UnitOfWork, now: datetime, house: House, was: Meeting, occurrence: Occurrence
) -> None:
    meeting = follow_schedule(was, occurrence)
    agenda = await uow.meetings.agenda(was.id) if meeting != was else None
    if meeting == was or (agenda and agenda.state is AgendaState.POSTED):
        return
    if agenda is not None:
        meeting = _plan_again(was, meeting, agenda)
        agenda = await uow.meetings.save_agenda(move_agenda(agenda, was, meeting))
        await announce_draft(uow, local_day(house, now), meeting, agenda)
    await uow.meetings.save(meeting)


def _plan_again(was: Meeting, meeting: Meeting, agenda: Agenda) -> Meeting:
    if was.lasts_within == meeting.lasts_within and not agenda.is_settled:
        return meeting
    return replace(meeting, redraft_of=agenda.version + 1)


async def advance_agendas(uow: UnitOfWork, now: datetime, house: House) -> None:
    """Do for each open agenda what the clock asks now."""
    for meeting in await uow.meetings.unsettled():
        agenda = await uow.meetings.agenda(meeting.id)
        await advance_agenda(uow, now, house, meeting, agenda)


async def advance_agenda(
    uow: UnitOfWork, now: datetime, house: House, meeting: Meeting, agenda: Agenda | None
) -> None:
    """Do for one agenda what the clock asks now."""
    step = decide_step(meeting, agenda, now)
    match step:
        case Step.REST:
            return
        case Step.POST if agenda:
            await _post(uow, now, house, meeting, agenda)
        case Step.ASK_APPROVAL:
            await announce_not_posted(uow, local_day(house, now), meeting, agenda)
        case Step.SETTLE:
            await _settle(uow, now, house, meeting, agenda)


async def _post(
    uow: UnitOfWork, now: datetime, house: House, meeting: Meeting, agenda: Agenda
) -> None:
    posted = await uow.meetings.save_agenda(post_agenda(meeting, agenda, now))
    await announce_post(uow, meeting)
    await announce_own_times(uow, local_day(house, meeting.starts_at), meeting, posted)
    await announce_draft(uow, local_day(house, now), meeting, posted)
    await uow.audit.append(
        AuditEntry(
            event=AuditEvent.AGENDA_POSTED,
            at=now,
            subject=meeting.id,
            reason=AuditReason.ON_SCHEDULE,
        )
    )


async def _settle(
    uow: UnitOfWork, now: datetime, house: House, meeting: Meeting, agenda: Agenda | None
) -> None:
    settled = settle_agenda(meeting, agenda, now)
    if agenda is None:
        await uow.meetings.add_agenda(settled)
    else:
        settled = await uow.meetings.save_agenda(settled)
    await announce_not_posted(uow, local_day(house, now), meeting, settled)
