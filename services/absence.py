"""Absence: members say when they are away, or a coordinator does for them by telephone. A draft
that it touches is made again; after approval nothing moves, and the coordinators hear it. The
digest waits until who was away is back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_hex

from domain.absence import (
    Absence,
    AbsenceWish,
    Span,
    form_span,
    join_absences,
    list_free_spans,
)
from domain.access import Action
from domain.audit import AuditEvent
from domain.identifiers import AbsenceId, MeetingId, MemberId
from domain.meeting import Meeting
from domain.member import Speaker
from domain.policy import decide_access
from services.access import not_involved, require
from services.agenda.clashes import TouchedMeeting, find_touched, follow_change
from services.deputy import (
    DeputyView,
    find_who_speaks,
    follow_absence,
    list_stand_ins,
    list_standing_in,
    name_stand_in,
    withdraw_deputies,
)
from services.digest import announce_digest
from services.duty_gap import watch_duty_of
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceView:
    """What a member knows to be given: their own absences, and those they entered for another
    (with a name). ``may_enter`` when they may do the latter. ``deputies`` stand in for who is away,
    ``unattended`` is when of an absence nobody does, and the member does for those of
    ``standing_in``.
    """

    own: tuple[Absence, ...]
    entered: tuple[tuple[str, Absence], ...]
    may_enter: bool
    deputies: tuple[DeputyView, ...] = ()
    unattended: Mapping[AbsenceId, tuple[Span, ...]] = field(default_factory=dict)
    standing_in: tuple[DeputyView, ...] = ()


async def view_absences(ctx: Context) -> AbsenceView:
    """Show when the actor is away, from now on."""
    require(ctx, Action.GIVE_ABSENCE)
    known = await ctx.uow.absences.known_to(ctx.actor.id, ctx.now)
    others = [one for one in known if one.member != ctx.actor.id]
    names = await ctx.uow.people.names({one.member for one in others}) if others else {}
    speaking = await find_who_speaks(ctx)
    deputies = await list_stand_ins(ctx, sorted({one.member for one in known}))
    return AbsenceView(
        own=tuple(one for one in known if one.member == ctx.actor.id),
        entered=tuple((names[one.member], one) for one in others),
        may_enter=_may_enter(ctx),
        deputies=tuple(deputies),
        unattended={
            one.id: _find_unattended(ctx, one, deputies) for one in known if one.member in speaking
        },
        standing_in=tuple(await list_standing_in(ctx)),
    )


def _find_unattended(
    ctx: Context, absence: Absence, deputies: Sequence[DeputyView]
) -> tuple[Span, ...]:
    """The parts to come of an absence in which nobody stands in."""
    standing = [one.span for one in deputies if one.member == absence.member and one.may_decline]
    rest = replace(absence.span, starts_at=max(absence.span.starts_at, ctx.now))
    return list_free_spans(standing, rest)


async def list_who_may_be_away(ctx: Context) -> Sequence[Speaker]:
    """Those for whom a coordinator may enter an absence: who speaks for an organisation."""
    require(ctx, Action.ENTER_ABSENCE)
    speakers = await ctx.uow.people.speakers(ctx.today)
    return [one for named in speakers.values() for one in named]


async def find_meeting(ctx: Context, meeting_id: MeetingId) -> Meeting:
    """The meeting for which somebody says not to be there."""
    require(ctx, Action.GIVE_ABSENCE)
    return await ctx.uow.meetings.get(meeting_id)


async def give_absence(ctx: Context, wish: AbsenceWish, deputy: MemberId | None = None) -> Absence:
    """Say when the actor is away, and who stands in for them; what overlaps with what is known
    becomes one absence.

    Raises what ``form_span`` raises, and NotAColleagueError.
    """
    require(ctx, Action.GIVE_ABSENCE)
    return await _keep(ctx, ctx.actor.id, wish, deputy)


async def enter_absence(
    ctx: Context, member: MemberId, wish: AbsenceWish, deputy: MemberId | None = None
) -> Absence:
    """Enter what a member said by telephone. Raises what ``give_absence`` raises."""
    require(ctx, Action.ENTER_ABSENCE)
    return await _keep(ctx, (await ctx.uow.people.member(member)).id, wish, deputy)


async def withdraw_absence(ctx: Context, absence_id: AbsenceId) -> AbsenceView:
    """Take back an absence: one's own, or one that the actor entered for another."""
    require(ctx, Action.GIVE_ABSENCE)
    absence = await ctx.uow.absences.get(absence_id)
    if ctx.actor.id not in {absence.member, absence.entered_by}:
        raise not_involved(Action.GIVE_ABSENCE, None)
    touched = await _find_touched(ctx, absence)
    await ctx.uow.absences.remove([absence.id])
    await _record(ctx, AuditEvent.ABSENCE_WITHDRAWN, absence)
    await withdraw_deputies(ctx, absence.member, absence.span)
    await follow_absence(ctx, absence.member, absence.span, is_away=False)
    await follow_change(ctx, touched, f"absence:{absence.id}", "withdrawn")
    await announce_digest(ctx, absence.member, ctx.calendar.add_working_days(ctx.today, 1))
    await watch_duty_of(ctx, absence.member)
    return await view_absences(ctx)


async def _keep(
    ctx: Context, member: MemberId, wish: AbsenceWish, deputy: MemberId | None
) -> Absence:
    new = Absence(
        id=AbsenceId(token_hex(16)),
        member=member,
        span=form_span(wish, ctx.calendar, ctx.now),
        entered_by=ctx.actor.id,
        entered_at=ctx.now,
    )
    known = await ctx.uow.absences.known_to(member, ctx.now)
    own = [one for one in known if one.member == member]
    joined = join_absences(own, new)
    touched = await _find_touched(ctx, new)
    replaced = [one.id for one in own if joined.span.holds(one.span)]
    if replaced:
        await ctx.uow.absences.remove(replaced)
    await ctx.uow.absences.add(joined)
    await _record(ctx, AuditEvent.ABSENCE_GIVEN, joined)
    await follow_absence(ctx, member, joined.span, is_away=True)
    if deputy:
        await name_stand_in(ctx, member, new.span, deputy)
    await follow_change(ctx, touched, f"absence:{joined.id}", "given")
    await announce_digest(ctx, member, ctx.day_of(joined.span.ends_at))
    await watch_duty_of(ctx, member)
    return joined


async def _find_touched(ctx: Context, absence: Absence) -> Sequence[TouchedMeeting]:
    member = await ctx.uow.people.member(absence.member)
    return await find_touched(ctx, absence.span, member.organisation)


async def _record(ctx: Context, event: AuditEvent, absence: Absence) -> None:
    spoken_for = None if absence.member == ctx.actor.id else absence.member
    await ctx.record_said(event, subject=absence.id, spoken_for=spoken_for)


def _may_enter(ctx: Context) -> bool:
    return decide_access(Action.ENTER_ABSENCE, ctx.actor, None).is_allowed
