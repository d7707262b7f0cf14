"""Reopening a case that was closed: a process director says why, a second member confirms it, and
only then the case is on the list again. Asked in the digest; what nobody confirms in time lapses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import reopening as rules
from domain.access import Action, CaseState, Involvement, Standing
from domain.agreement import Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.closing import Closing
from domain.colour import ColourWish, decide_colour
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.lifecycle import move_on
from domain.mandate import AgreedDecision
from domain.member import Member
from domain.policy import decide_access, may_ever
from domain.referrer_news import ReferrerStep
from domain.reopening import (
    AskerGoneError,
    HeldReopening,
    NobodyToReopenError,
    Reopening,
    ReopeningSettledError,
    ReopeningState,
)
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, find_grounds, not_involved
from services.colour import apply_colour
from services.consent import Consent, agree_on_newcomers, refuse_ended_mandate
from services.digest import tell_in_digest
from services.informing import resume_informing
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.partners import find_participants, name_member, name_organisations
from services.referrer_news import tell_referrer_step
from services.second_asking import find_second_members, remind_second_members, tell_second_members
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyClosedView:
    """Why a case was closed, for who reopens it or confirms that."""

    closing: Closing | None
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningAsked:
    """That a case is to be reopened: who can confirm it, and until when."""

    code: CaseCode
    names: tuple[str, ...]
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningLook:
    """A wish of another that the actor may confirm."""

    permit: Permit
    wish: Reopening
    asker: Member
    organisations: Mapping[OrganisationId, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningRow:
    """A wish that waits for the reader, or what became of their own."""

    case: CaseId
    code: CaseCode
    state: ReopeningState
    is_own: bool
    asked_by: str
    until_on: date


async def view_closed(ctx: Context, permit: Permit) -> WhyClosedView:
    """Show why a case was closed; that it was seen goes on record."""
    case = permit.case_for(ctx, Action.REOPEN_CASE, Action.CONFIRM_REOPENING)
    await record_closed_seen(ctx, permit)
    closing = await ctx.uow.case_steps.last_closing(case.id)
    by = await name_member(ctx, closing.signed.by) if closing else ""
    return WhyClosedView(closing=closing, closed_by=by)


async def record_closed_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that why a case was closed is seen by who reopens it."""
    permit.case_for(ctx, Action.REOPEN_CASE, Action.CONFIRM_REOPENING)
    await ctx.record_seen(permit.sight(SeenPart.CLOSING))


async def ask_to_reopen(
    ctx: Context,
    permit: Permit,
    reason: str,
    colour: ColourWish,
    consent: Consent | None = None,
) -> ReopeningAsked:
    """Ask the other coordinators to confirm that a case is reopened; NobodyToReopenError without
    any, NobodyAgreedError when a partner comes in and nobody stands behind it.
    """
    case = permit.case_for(ctx, Action.REOPEN_CASE)
    asked = rules.ask_reopening(case.id, reason, colour, ctx.sign(), ctx.calendar)
    agreement = await agree_on_newcomers(ctx, case.id, colour.required, consent)
    wish = replace(asked, agreement=agreement)
    participants = await find_participants(ctx)
    decide_colour(case.id, colour, participants, ctx.house.stoplight, ctx.sign(), ctx.calendar)
    others = await find_second_members(ctx, ctx.actor.id)
    if not others:
        raise NobodyToReopenError
    await ctx.uow.reopenings.keep(wish)
    await ctx.record(AuditEvent.REOPENING_ASKED, case.id)
    await tell_second_members(ctx, others, TimerKind.REOPENING, case.id)
    names = tuple(one.name for one in others)
    return ReopeningAsked(code=case.code, names=names, until_on=wish.held.until_on)


async def open_reopening(ctx: Context, seen: SeenCase) -> ReopeningLook:
    """Find the wish of another to confirm it; ReopeningSettledError when it waits for nobody any
    more.
    """
    permit = await take_case(ctx, Action.CONFIRM_REOPENING, seen)
    wish = await ctx.uow.reopenings.find(seen.id)
    if wish is None or not wish.held.is_waiting or ctx.today > wish.held.until_on:
        raise ReopeningSettledError
    if wish.held.asked_by == ctx.actor.id:
        raise not_involved(Action.CONFIRM_REOPENING, seen.id)
    asker = await ctx.uow.people.member(wish.held.asked_by)
    organisations = await name_organisations(ctx)
    return ReopeningLook(permit=permit, wish=wish, asker=asker, organisations=organisations)


async def confirm_reopening(ctx: Context, look: ReopeningLook) -> Case:
    """Confirm that a case is reopened: it is on the list again, with the colour that was asked; who
    must be there joins it. AskerGoneError when who asked may not reopen any more, MandateOverError
    when its mandate ended.
    """
    case = look.permit.case_for(ctx, Action.CONFIRM_REOPENING)
    asker = await ctx.form_actor(look.asker)
    standing = Standing(involvement=Involvement.NONE, state=case.state)
    if not decide_access(Action.REOPEN_CASE, asker, standing).is_allowed:
        raise AskerGoneError
    await refuse_ended_mandate(ctx, look.wish.agreement, AgreedDecision.INVOLVING)
    await ctx.record(AuditEvent.CASE_REOPENED, case.id, on_behalf_of=asker.id)
    signed = Signature(by=asker.id, organisation=asker.organisation.id, at=ctx.now, on=ctx.today)
    moved = move_on(case, CaseState.TAKEN_UP, ctx.sign())
    # who directed it before is asked again; nobody has a place by what was
    fresh = replace(moved, colour=None, case_director=None)
    _, saved = await apply_colour(ctx, fresh, look.wish.colour, signed, look.wish.agreement)
    await _settle(ctx, rules.settle_reopening(look.wish, ReopeningState.CONFIRMED))
    await resume_informing(ctx, case.id)
    await tell_referrer_step(ctx, saved, ReferrerStep.REOPENED)
    return saved


async def leave_closed(ctx: Context, look: ReopeningLook, against: str) -> Case:
    """Leave a case closed; who asked hears it. NoReasonAgainstError without a reason."""
    case = look.permit.case_for(ctx, Action.CONFIRM_REOPENING)
    await ctx.record(AuditEvent.REOPENING_DECLINED, case.id)
    await _settle(ctx, rules.decline_reopening(look.wish, against))
    return case


async def look_at_reopening(moment: Moment, case_id: str) -> None:
    """Remind who can confirm a wish, once; end one that nobody confirmed in time, and say so to who
    asked; forget one that was settled some days ago. Its timer calls this.
    """
    wish = await moment.uow.reopenings.find(CaseId(case_id))
    if wish is None:
        return
    held, kind = wish.held, TimerKind.REOPENING
    if not held.is_waiting:
        await moment.uow.reopenings.forget(held.case)
    elif moment.today > held.until_on:
        await moment.record(AuditEvent.REOPENING_LAPSED, held.case)
        await _settle(moment, rules.settle_reopening(wish, ReopeningState.LAPSED))
    else:
        await remind_second_members(moment, held.asked_by, held.until_on, kind, held.case)


async def _settle(moment: Moment, settled: Reopening) -> None:
    await moment.uow.reopenings.keep(settled)
    await tell_in_digest(moment, settled.held.asked_by)
    on = moment.calendar.working_day_from(rules.forgotten_on(moment.today))
    await look_in_the_morning(moment, TimerKind.REOPENING, settled.held.case, on)


async def list_reopenings(ctx: Context) -> Sequence[ReopeningRow]:
    """List the wishes that wait for the actor, and what became of the own ones."""
    rows = await _list(ctx)
    known = await ctx.uow.cases.known([one.case for one in rows]) if rows else ()
    stands = dict.fromkeys(known, Involvement.NONE)
    grounds = find_grounds(ctx, Action.CONFIRM_REOPENING, stands)
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return rows


async def read_reopenings(reading: Reading) -> Sequence[ReopeningRow]:
    """Read the same for the digest."""
    return await _list(await reading.as_recipient())


async def _list(ctx: Context) -> Sequence[ReopeningRow]:
    if not may_ever(Action.CONFIRM_REOPENING, ctx.actor):
        return ()
    held = {one.case: one for one in await ctx.uow.reopenings.all() if _is_shown(ctx, one)}
    known = await ctx.uow.cases.known(held.keys()) if held else ()
    return [await _row(ctx, one, held[one.id]) for one in known]


def _is_shown(ctx: Context, held: HeldReopening) -> bool:
    return held.asked_by == ctx.actor.id or held.is_waiting


async def _row(ctx: Context, case: Case, held: HeldReopening) -> ReopeningRow:
    return ReopeningRow(
        case=case.id,
        code=case.code,
        state=held.state,
        is_own=held.asked_by == ctx.actor.id,
        asked_by=await name_member(ctx, held.asked_by),
        until_on=held.until_on,
    )
