"""A second pair of eyes on a weighing: who referred a case and screened it asks another coordinator
to confirm how they weigh it. Asked and reminded in the digest; until then nobody else hears of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access import Action, CaseState, Ground, Involvement, Standing
from domain.agreement import Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.mandate import AgreedDecision
from domain.member import Member, Role
from domain.policy import decide_access
from domain.second_member import (
    ConfirmState,
    NobodyToConfirmError,
    NotToConfirmError,
    WeigherGoneError,
    WeighingHeld,
    WeighingToConfirm,
    decline,
    lapse_unconfirmed,
    lapses_on,
)
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, not_involved
from services.consent import refuse_ended_mandate
from services.digest import tell_in_digest
from services.moment import Context, Moment, Reading
from services.second_asking import find_second_members, remind_second_members, tell_second_members
from services.seen_case import SeenCase, take_case
from services.weighing import (
    WeighingForm,
    check_plan,
    needs_second_member,
    plan_weighing,
    weigh_as_planned,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """What who opens a weighing must know: that it needs a second member, by name who can be that,
    and what became of the one before.
    """

    is_needed: bool
    names: tuple[str, ...]
    administrators: tuple[str, ...] = ()
    held: WeighingHeld | None = None
    weighed_by: str = ""
    answered_by: str = ""
    reason: str = ""
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToConfirm:
    """That a weighing waits: of which case, for whom and until when."""

    code: CaseCode
    names: tuple[str, ...]
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRow:
    """A weighing that does not count yet, for who can confirm it or for who weighed it."""

    case: CaseId
    code: CaseCode
    version: int
    state: ConfirmState
    is_own: bool
    weighed_by: str
    until_on: date
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLook:
    """A weighing that the actor may confirm."""

    permit: Permit
    waiting: WeighingToConfirm
    weigher: Member
    case_director: Member | None


async def ask_second_member(ctx: Context, permit: Permit, form: WeighingForm) -> AskedToConfirm:
    """Ask the other coordinators to confirm a weighing; NobodyToConfirmError without any."""
    case = permit.case_for(ctx, Action.WEIGH)
    plan = await plan_weighing(ctx, form)
    await check_plan(ctx, case, plan)
    asked = await find_second_members(ctx, ctx.actor.id)
    if not asked:
        raise NobodyToConfirmError(names=", ".join(await _name_administrators(ctx)))
    # a new version: who has an older page open hears that somebody was before them
    changed = replace(case, changed_by=ctx.actor.id, changed_at=ctx.now)
    await ctx.uow.cases.save(changed)
    held = WeighingHeld(case=case.id, weighed_by=ctx.actor.id, asked_at=ctx.now)
    await ctx.uow.second_members.keep(WeighingToConfirm(held=held, plan=plan))
    await ctx.record(AuditEvent.WEIGHING_PLANNED, case.id)
    await tell_second_members(ctx, asked, TimerKind.SECOND_MEMBER, case.id)
    names = tuple(one.name for one in asked)
    return AskedToConfirm(code=case.code, names=names, until_on=_until(ctx, held))


async def _name_administrators(moment: Moment) -> tuple[str, ...]:
    holders = await moment.uow.people.role_holders([Role.ADMINISTRATOR], moment.today)
    people = await moment.uow.people.by_ids(holders)
    return tuple(people[one].name for one in holders)


async def open_to_confirm(ctx: Context, seen: SeenCase) -> SecondLook:
    """Find the weighing of another that the actor may confirm; NotToConfirmError when it waits for
    nobody any more.
    """
    permit = await take_case(ctx, Action.CONFIRM_WEIGHING, seen)
    waiting = await ctx.uow.second_members.find(seen.id)
    if waiting is None or not waiting.held.is_waiting(permit.case.state):
        raise NotToConfirmError
    if waiting.held.weighed_by == ctx.actor.id:
        raise not_involved(Action.CONFIRM_WEIGHING, seen.id)
    director = waiting.plan.verdict.case_director
    return SecondLook(
        permit=permit,
        waiting=waiting,
        weigher=await ctx.uow.people.member(waiting.held.weighed_by),
        case_director=await ctx.uow.people.member(director) if director else None,
    )


async def record_weighing_seen(ctx: Context, look: SecondLook) -> None:
    """Put on record that a second member sees how a case is weighed."""
    look.permit.case_for(ctx, Action.CONFIRM_WEIGHING)
    await ctx.record_seen(look.permit.sight(SeenPart.WEIGHING), look.permit.sight(SeenPart.COLOUR))


async def confirm_weighing(ctx: Context, look: SecondLook) -> Case:
    """Confirm a weighing, which counts from now on; WeigherGoneError when who weighed it may not
    weigh any more, MandateOverError when its mandate ended.
    """
    case = look.permit.case_for(ctx, Action.CONFIRM_WEIGHING)
    weigher = await ctx.form_actor(look.weigher)
    standing = Standing(involvement=Involvement.NONE, state=case.state)
    if not decide_access(Action.WEIGH, weigher, standing).is_allowed:
        raise WeigherGoneError
    agreement = look.waiting.plan.verdict.agreement
    await refuse_ended_mandate(ctx, agreement, AgreedDecision.WEIGHING)
    await ctx.record(AuditEvent.WEIGHING_CONFIRMED, case.id)
    signature = Signature(
        by=weigher.id, organisation=weigher.organisation.id, at=ctx.now, on=ctx.today
    )
    saved = await weigh_as_planned(ctx, case, look.waiting.plan, signature)
    await ctx.uow.timers.cancel(TimerKind.SECOND_MEMBER, case.id)
    return saved


async def decline_weighing(ctx: Context, look: SecondLook, reason: str) -> Case:
    """Send a weighing back to who weighed it, who hears why."""
    case = look.permit.case_for(ctx, Action.CONFIRM_WEIGHING)
    await ctx.uow.second_members.keep(decline(look.waiting, ctx.actor.id, reason))
    await ctx.record(AuditEvent.WEIGHING_DECLINED, case.id)
    await ctx.uow.timers.cancel(TimerKind.SECOND_MEMBER, case.id)
    await tell_in_digest(ctx, look.weigher.id)
    return case


async def look_at_confirmation(moment: Moment, case_id: str) -> None:
    """Remind those who can confirm, once, and end the question when nobody does; its timer calls
    this.
    """
    waiting = await moment.uow.second_members.find(CaseId(case_id))
    if waiting is None:
        return
    case = await moment.uow.cases.get(waiting.case)
    if case.state is not CaseState.PURPOSE_TESTED:
        await moment.uow.second_members.forget(case.id)
    elif waiting.held.is_waiting(case.state):
        await _remind_or_end(moment, waiting)


async def _remind_or_end(moment: Moment, waiting: WeighingToConfirm) -> None:
    until_on = _until(moment, waiting.held)
    if moment.today > until_on:
        await moment.uow.second_members.keep(lapse_unconfirmed(waiting))
        await moment.record(AuditEvent.WEIGHING_LAPSED, waiting.case)
        await tell_in_digest(moment, waiting.held.weighed_by, on=moment.today)
        return
    first, kind = waiting.held.weighed_by, TimerKind.SECOND_MEMBER
    await remind_second_members(moment, first, until_on, kind, waiting.case)


def _until(moment: Moment, held: WeighingHeld) -> date:
    return lapses_on(moment.day_of(held.asked_at), moment.calendar)


async def view_held(ctx: Context, permit: Permit) -> HeldView | None:
    """Show who opens a weighing whether it needs a second member, and what became of one that was
    made before; None when there is nothing to say.
    """
    case = permit.case_for(ctx, Action.WEIGH)
    is_needed = await needs_second_member(ctx, permit)
    waiting = await ctx.uow.second_members.find(case.id)
    if waiting is None and not is_needed:
        return None
    asked = await find_second_members(ctx, ctx.actor.id) if is_needed else ()
    view = HeldView(
        is_needed=is_needed,
        names=tuple(one.name for one in asked),
        administrators=() if asked or not is_needed else await _name_administrators(ctx),
    )
    return view if waiting is None else await _with_one_before(ctx, permit, view, waiting)


async def _with_one_before(
    ctx: Context, permit: Permit, view: HeldView, waiting: WeighingToConfirm
) -> HeldView:
    await ctx.record_seen(permit.sight(SeenPart.WEIGHING))
    held = waiting.held
    names = await ctx.uow.people.names({held.weighed_by, held.answered_by or held.weighed_by})
    return replace(
        view,
        held=held,
        weighed_by=names[held.weighed_by],
        answered_by=names[held.answered_by] if held.answered_by else "",
        reason=waiting.reason,
        until_on=_until(ctx, held),
    )


async def list_to_confirm(ctx: Context) -> Sequence[ConfirmRow]:
    """List the weighings that wait for the actor, and the own ones that do not count yet."""
    ground = _find_ground(ctx)
    if ground is None:
        return ()
    rows = await _list(ctx)
    await ctx.record_listed((one.case, ground) for one in rows)
    return rows


async def read_to_confirm(reading: Reading) -> Sequence[ConfirmRow]:
    """Read the same for the digest."""
    ctx = await reading.as_recipient()
    return await _list(ctx) if _find_ground(ctx) else ()


def _find_ground(ctx: Context) -> Ground | None:
    standing = Standing(involvement=Involvement.NONE, state=CaseState.PURPOSE_TESTED)
    return decide_access(Action.CONFIRM_WEIGHING, ctx.actor, standing).ground


async def _list(ctx: Context) -> Sequence[ConfirmRow]:
    found = {one.case: one for one in await ctx.uow.second_members.all() if _is_shown(ctx, one)}
    cases = await ctx.uow.cases.known(found.keys()) if found else ()
    return [
        await _row(ctx, case, found[case.id])
        for case in cases
        if case.state is CaseState.PURPOSE_TESTED
    ]


def _is_shown(ctx: Context, held: WeighingHeld) -> bool:
    return held.weighed_by == ctx.actor.id or held.state is ConfirmState.WAITING


async def _row(ctx: Context, case: Case, held: WeighingHeld) -> ConfirmRow:
    names = await ctx.uow.people.names({held.weighed_by, held.answered_by or held.weighed_by})
    return ConfirmRow(
        case=case.id,
        code=case.code,
        version=case.version,
        state=held.state,
        is_own=held.weighed_by == ctx.actor.id,
        weighed_by=names[held.weighed_by],
        until_on=_until(ctx, held),
        answered_by=names[held.answered_by] if held.answered_by else "",
    )
