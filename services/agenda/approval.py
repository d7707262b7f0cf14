"""What coordinators do with an agenda: look, have it drafted again; a process director approves."""

from typing import Final

from domain.access import Action
from domain.agenda import Agenda
from domain.agenda_steps import (
    AgendaApprovedError,
    MeetingBegunError,
    ask_redraft,
    mark_approved,
)
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import MeetingId
from domain.meeting import Meeting
from domain.policy import decide_access
from domain.sight import SeenPart
from services.access import HousePermit, require
from services.agenda.clock import advance_agenda
from services.agenda.notices import announce_draft
from services.agenda.timers import end_drafting, wake_drafting
from services.agenda.views import AgendaView, DraftRights, form_view
from services.calendar import write_moment
from services.meeting_kind import list_upcoming_for
from services.moment import Context, Moment

_OTHERS_SHOWN: Final = 3


async def view_next_agenda(ctx: Context) -> AgendaView | None:
    """Show the first meeting whose agenda still needs work, else the first; None without one."""
    permit = require(ctx, Action.PREPARE_AGENDA)
    first = await find_next_meeting(ctx)
    if first is None:
        await ctx.record_seen(*permit.sights(SeenPart.AGENDA, ()))
        return None
    return await show_agenda(ctx, permit, first, await ctx.uow.meetings.agenda(first.id))


async def find_next_meeting(moment: Moment) -> Meeting | None:
    """Find the first meeting whose agenda still needs work, else the first; None without one."""
    upcoming = await moment.uow.meetings.upcoming(moment.now)
    open_ids = {meeting.id for meeting in await moment.uow.meetings.unsettled(moment.now)}
    waiting = [one for one in upcoming if one.id in open_ids and one.starts_at > moment.now]
    return next(iter(waiting or upcoming), None)


async def find_changing_meeting(moment: Moment, case: Case) -> Meeting | None:
    """Find the first meeting of a case's kind whose agenda can change: what was approved until it
    ends, else before it begins; else the first. None without one.
    """
    upcoming = await list_upcoming_for(moment, case)
    fixed = {meeting.id for meeting in await moment.uow.meetings.fixed(moment.now)}
    changing = [one for one in upcoming if one.id in fixed or one.starts_at > moment.now]
    return next(iter(changing or upcoming), None)


async def view_agenda(ctx: Context, meeting_id: MeetingId) -> AgendaView:
    """Show the agenda of one meeting."""
    permit = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    return await show_agenda(ctx, permit, meeting, await ctx.uow.meetings.agenda(meeting_id))


async def request_draft(ctx: Context, meeting_id: MeetingId) -> AgendaView:
    """Ask for a new draft, made outside this turn and sent to the coordinators."""
    permit = require(ctx, Action.PREPARE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    asked = ask_redraft(meeting, agenda, ctx.now)
    if asked != meeting:
        meeting = await ctx.uow.meetings.save(asked)
        await ctx.record(AuditEvent.ASKED, subject=meeting.id)
    await wake_drafting(ctx, meeting.id)
    return await show_agenda(ctx, permit, meeting, agenda)


async def approve_agenda(
    ctx: Context, meeting_id: MeetingId, seen_version: int | None
) -> AgendaView:
    """Approve the draft the director looked at; after its hour it is posted at once, and late.

    Raises AgendaApprovedError with who and when, AgendaChangedError, MeetingBegunError.
    """
    permit = require(ctx, Action.APPROVE_AGENDA)
    meeting = await ctx.uow.meetings.get(meeting_id)
    agenda = await ctx.uow.meetings.agenda(meeting_id)
    if agenda is None or meeting.is_cancelled:
        raise MeetingBegunError
    await _refuse_when_approved(ctx, agenda)
    approved = mark_approved(meeting, agenda, seen_version, ctx.actor.id, ctx.now)
    saved = await ctx.uow.meetings.save_agenda(approved)
    await ctx.record(AuditEvent.AGENDA_APPROVED, subject=meeting.id)
    await announce_draft(ctx, meeting, saved)
    await end_drafting(ctx, meeting.id)
    return await show_agenda(ctx, permit, meeting, await advance_agenda(ctx, meeting, saved))


async def _refuse_when_approved(ctx: Context, agenda: Agenda) -> None:
    if agenda.approved_by is None or agenda.approved_at is None:
        return
    approver = await ctx.uow.people.member(agenda.approved_by)
    raise AgendaApprovedError(name=approver.name, at=write_moment(ctx.house, agenda.approved_at))


async def show_agenda(
    ctx: Context, permit: HousePermit, meeting: Meeting, agenda: Agenda | None
) -> AgendaView:
    """Show a coordinator one meeting and its agenda, which goes on record."""
    discussed = [one.case for one in agenda.items] if agenda else []
    left_out = [one.case for one in agenda.left_out] if agenda else []
    await ctx.record_seen(*permit.sights(SeenPart.AGENDA, [*discussed, *left_out], meeting.id))
    others = [one for one in await ctx.uow.meetings.upcoming(ctx.now) if one.id != meeting.id]
    view = await form_view(
        ctx,
        meeting,
        agenda,
        may=_find_rights(ctx, permit),
        reader=ctx.actor,
        others=others[:_OTHERS_SHOWN],
    )
    linked = [case for pair in view.linked for case in pair.cases]
    if linked:
        await ctx.record_seen(*permit.sights(SeenPart.LINK, linked))
    return view


def _find_rights(ctx: Context, permit: HousePermit) -> DraftRights:
    def may(action: Action) -> bool:
        return permit.action is action or decide_access(action, ctx.actor, None).is_allowed

    return DraftRights(change=may(Action.PREPARE_AGENDA), approve=may(Action.APPROVE_AGENDA))
