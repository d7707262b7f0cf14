"""The minutes of a case: begun with what is typed at the table, mended by the coordinators,
approved by a process director, objected to by who was there, and shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import uuid4

from domain import minutes as rules
from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.discussion import Discussion, DiscussionText, form_discussion
from domain.errors import AlreadyDoneError
from domain.identifiers import MeetingId, MinutesId, OrganisationId
from domain.minutes import (
    Minutes,
    MinutesContent,
    MinutesSource,
    MinutesState,
    NothingSaidError,
    NotWaitingError,
    Objection,
    Occasion,
    Settled,
    Supplier,
)
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, require_case, require_role, standing_of
from services.agenda.notices import find_needed
from services.calendar import write_moment
from services.minutes_clock import announce_waiting_minutes, announce_window, set_minutes_look
from services.minutes_content import form_content, list_who_came
from services.moment import Context, Moment


class MinutesMovedOnError(AlreadyDoneError):
    """Somebody was before you with these minutes."""

    text_key: ClassVar[str] = "minutes.moved_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMinutes:
    """What a permit allows holds for the minutes of its case."""

    permit: Permit
    minutes: Minutes

    @property
    def case(self) -> Case:
        """The case they are about."""
        return self.permit.case


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesToWrite(HeldMinutes):
    """Minutes for who mends their text, with what was saved last."""

    newest: Discussion


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedMinutes:
    """Minutes that were approved, and the organisations of which nobody hears in time that they
    can look at them.
    """

    minutes: Minutes
    unreached: tuple[OrganisationId, ...]


async def note_minutes(
    ctx: Context, occasion: Occasion, case: Case, said: DiscussionText, *, is_changed: bool
) -> None:
    """Keep up the minutes of what was saved of a case; without text there are none."""
    colour = case.colour
    settled = Settled(
        colour=colour.colour if colour else None,
        review_on=colour.next_review_on if colour else None,
    )
    kept = await ctx.uow.minutes.find(case.id, occasion.said_in)
    if kept is None:
        if not rules.is_blank(said):
            await _begin(ctx, occasion, case, settled)
    elif rules.is_blank(said) and not kept.edition:
        await ctx.uow.minutes.forget(kept.id)
        await ctx.uow.timers.cancel(TimerKind.MINUTES, kept.id)
    elif is_changed or settled != kept.settled:
        await _rewrite(ctx, kept, settled)


async def _begin(ctx: Context, occasion: Occasion, case: Case, settled: Settled) -> None:
    known_as = MinutesId(uuid4().hex)
    begun = rules.begin_minutes(known_as, case.id, occasion, settled, ctx.sign())
    await ctx.uow.minutes.add(begun)
    await set_minutes_look(ctx, begun)


async def _rewrite(ctx: Context, kept: Minutes, settled: Settled) -> None:
    saved = await ctx.uow.minutes.save(rules.rewrite(kept, settled, ctx.sign()))
    await set_minutes_look(ctx, saved)


async def open_minutes(
    ctx: Context, action: Action, known_as: MinutesId, version: int | None = None
) -> HeldMinutes:
    """Find minutes to do something with them; ``version`` is the one that was seen.

    Raises RefusedError, MinutesMovedOnError with who and when, NotWaitingError when the clock was
    first.
    """
    require_role(ctx, action)
    minutes = await ctx.uow.minutes.get(known_as)
    case = await ctx.uow.cases.get(minutes.case)
    stands = await standing_of(ctx, case)
    actor = ctx.actor
    supplies = rules.is_supplier(minutes, actor.id, actor.organisation.id, stands.involvement)
    permit = await require_case(ctx, action, case, standing=replace(stands, is_supplier=supplies))
    if version not in {None, minutes.version}:
        raise await _moved_on(ctx, minutes)
    return HeldMinutes(permit=permit, minutes=minutes)


async def _moved_on(ctx: Context, minutes: Minutes) -> AlreadyDoneError | NotWaitingError:
    if minutes.changed_by is None:
        return NotWaitingError()
    changer = await ctx.uow.people.member(minutes.changed_by)
    at = write_moment(ctx.house, minutes.changed_at)
    return MinutesMovedOnError(name=changer.name, at=at)


async def open_minutes_to_write(ctx: Context, known_as: MinutesId) -> MinutesToWrite:
    """Find minutes to mend what they say."""
    held = await open_minutes(ctx, Action.WRITE_MINUTES, known_as)
    newest = await ctx.uow.discussions.newest(held.minutes.case, held.minutes.said_in)
    if newest is None:
        raise NothingSaidError
    return MinutesToWrite(permit=held.permit, minutes=held.minutes, newest=newest)


async def record_writing_seen(ctx: Context, held: MinutesToWrite) -> None:
    """Put on record that the text of minutes is seen by who mends it."""
    held.permit.case_for(ctx, Action.WRITE_MINUTES)
    await ctx.record_seen(held.permit.sight(SeenPart.MINUTES, held.minutes.id))


async def write_minutes(ctx: Context, held: MinutesToWrite, text: DiscussionText) -> None:
    """Mend what minutes say; what was approved before waits to be approved anew.

    Raises NothingSaidError when nothing is left, ConflictError when somebody saved at this moment.
    """
    case = held.permit.case_for(ctx, Action.WRITE_MINUTES)
    before = held.newest
    said = form_discussion(case.id, before.said_in, text, before.number + 1, ctx.sign())
    if rules.is_blank(said.text):
        raise NothingSaidError
    if said.text == before.text:
        return
    await ctx.uow.discussions.add(said)
    await _rewrite(ctx, held.minutes, held.minutes.settled)
    await ctx.record(AuditEvent.MINUTES_WRITTEN, case.id, held.minutes.id)


async def approve_minutes(ctx: Context, held: HeldMinutes) -> ApprovedMinutes:
    """Approve minutes: who was at the table reads them in the next digest and may object until a
    day. Raises NotWaitingError and NothingSaidError.
    """
    case = held.permit.case_for(ctx, Action.APPROVE_MINUTES)
    content = await form_content(ctx, held.minutes)
    suppliers = await _find_suppliers(ctx, held.minutes, content)
    until_on = ctx.calendar.add_working_days(ctx.today, ctx.house.terms.objection_working_days)
    approved, edition = rules.approve(held.minutes, content, suppliers, until_on, ctx.sign())
    await ctx.uow.minutes.add_edition(edition)
    saved = await ctx.uow.minutes.save(approved)
    await ctx.record(AuditEvent.MINUTES_APPROVED, case.id, saved.id)
    if saved.state is MinutesState.SHARED:
        await ctx.record(AuditEvent.MINUTES_SHARED, case.id, saved.id)
    await set_minutes_look(ctx, saved)
    unreached = await announce_window(ctx, saved)
    return ApprovedMinutes(minutes=saved, unreached=tuple(unreached))


async def _find_suppliers(
    moment: Moment, minutes: Minutes, content: MinutesContent
) -> Sequence[Supplier]:
    """Who was at the table, each with who was called to speak for it on that day."""
    if minutes.source is MinutesSource.SESSION:
        came = await list_who_came(moment, minutes)
        return [Supplier(organisation=one.organisation, called=one.member) for one in came]
    agenda = await moment.uow.meetings.agenda(MeetingId(minutes.said_in))
    found = [one for one in agenda.items if one.case == minutes.case] if agenda else []
    if agenda is None or not found:
        return ()
    item = replace(found[0], required=content.present)
    needed = await find_needed(moment, replace(agenda, items=(item,)), minutes.held_on)
    called = {one.organisation: one.id for one in reversed(needed[item.code])}
    # who was at the table reads what was written of it, also without a place in the case
    if called.keys() < set(content.present):
        speakers = await moment.uow.people.speakers(minutes.held_on)
        called = {one: named[0].id for one, named in speakers.items() if named} | called
    return [Supplier(organisation=one, called=called.get(one)) for one in content.present]


async def object_to_minutes(ctx: Context, held: HeldMinutes, reason: str) -> None:
    """Object to the sharing of minutes: a process director decides, and alone reads why.

    Raises NoObjectionReasonError and WindowClosedError.
    """
    case = held.permit.case_for(ctx, Action.OBJECT_TO_MINUTES)
    if not reason.strip():
        raise rules.NoObjectionReasonError
    noted = rules.note_objection(held.minutes, ctx.sign())
    objection = Objection(
        minutes=noted.id,
        case=case.id,
        edition=noted.edition,
        member=ctx.actor.id,
        organisation=ctx.actor.organisation.id,
        objected_at=ctx.now,
        reason=reason.strip(),
    )
    await ctx.uow.minutes.keep_objection(objection)
    saved = await ctx.uow.minutes.save(noted)
    await ctx.record(AuditEvent.MINUTES_OBJECTED, case.id, saved.id)
    await set_minutes_look(ctx, saved)
    await announce_waiting_minutes(ctx)


async def share_despite_objection(ctx: Context, held: HeldMinutes) -> Minutes:
    """Let minutes be shared with the note that somebody objected; NotWaitingError when nobody
    does.
    """
    case = held.permit.case_for(ctx, Action.APPROVE_MINUTES)
    saved = await ctx.uow.minutes.save(rules.share_despite(held.minutes, ctx.sign()))
    await ctx.record(AuditEvent.MINUTES_OVERRULED, case.id, saved.id)
    if saved.state is MinutesState.SHARED:
        await ctx.record(AuditEvent.MINUTES_SHARED, case.id, saved.id)
    await set_minutes_look(ctx, saved)
    return saved
