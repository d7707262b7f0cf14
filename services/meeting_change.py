"""A process director calls a meeting off or moves it: what follows is what follows when its
schedule does, and its schedule no longer decides about it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import Action
from domain.agenda_steps import MeetingBegunError
from domain.audit import AuditEvent
from domain.identifiers import MeetingId
from domain.meeting import CallOffReason, Meeting, follow_schedule
from domain.meeting_change import (
    MeetingChangedError,
    call_off,
    check_new_time,
    occur_as_decided,
)
from services.access import HousePermit, require
from services.agenda.clock import hold_otherwise
from services.calendar import write_moment
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMeeting:
    """A meeting as a process director saw it when they began to change it: ``began`` names the
    moment at which it was to begin; empty when it is looked at for the first time.
    """

    meeting: MeetingId
    began: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPermit:
    """A meeting that a process director may change now."""

    meeting: Meeting
    permit: HousePermit


def name_start(meeting: Meeting) -> str:
    """Name the moment at which a meeting is to begin now."""
    return f"{meeting.starts_at:%Y-%m-%dT%H:%MZ}"


async def open_meeting(ctx: Context, seen: SeenMeeting) -> MeetingPermit:
    """Take up a meeting that did not begin yet.

    Raises MeetingChangedError, with who and when, when somebody moved it or called it off since it
    was looked at; MeetingBegunError.
    """
    permit = require(ctx, Action.APPROVE_AGENDA)
    meeting = await ctx.uow.meetings.get(seen.meeting)
    is_other = seen.began not in {"", name_start(meeting)}
    if (is_other or meeting.is_cancelled) and meeting.changed_by and meeting.changed_at:
        who = await ctx.uow.people.member(meeting.changed_by)
        at = write_moment(ctx.house, meeting.changed_at)
        raise MeetingChangedError(name=who.name, at=at)
    is_begun = ctx.now >= meeting.starts_at or await ctx.uow.meeting_runs.get(meeting.id)
    if is_begun or is_other or meeting.is_cancelled:
        raise MeetingBegunError
    return MeetingPermit(meeting=meeting, permit=permit)


async def call_off_meeting(ctx: Context, held: MeetingPermit, reason: CallOffReason) -> Meeting:
    """Call a meeting off: its post says so, who was to come hears it once, and its cases come first
    next time.
    """
    held.permit.check(ctx, Action.APPROVE_AGENDA)
    meeting = call_off(held.meeting, reason, ctx.actor.id, ctx.now)
    await ctx.record(AuditEvent.MEETING_CALLED_OFF, subject=meeting.id)
    await hold_otherwise(ctx, held.meeting, meeting)
    return meeting


async def move_meeting(ctx: Context, held: MeetingPermit, starts_at: datetime) -> Meeting:
    """Move a meeting: its post says so, and who was to come hears the new time once.

    Raises MovedToPastError, MovedTooFarError, NotMovedError.
    """
    held.permit.check(ctx, Action.APPROVE_AGENDA)
    check_new_time(held.meeting, starts_at, ctx.now)
    schedule = await ctx.uow.schedules.schedule(held.meeting.schedule)
    occurrence = occur_as_decided(schedule, ctx.calendar, held.meeting, starts_at)
    decided = replace(held.meeting, moved_to=starts_at, changed_by=ctx.actor.id, changed_at=ctx.now)
    meeting = follow_schedule(decided, occurrence)
    await ctx.record(AuditEvent.MEETING_MOVED, subject=meeting.id)
    await hold_otherwise(ctx, held.meeting, meeting)
    return meeting
