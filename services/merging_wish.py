"""A second member confirms that two cases become one, or leaves them apart with a reason; asked in
the digest, and when nobody answers in time it lapses. In a house without second member it is done
at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain import merging as rules
from domain.access import Action, Involvement, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.mandate import AgreedDecision
from domain.member import Member
from domain.merging import (
    HeldMerge,
    MergeAskerGoneError,
    MergeReason,
    MergeSettledError,
    MergeState,
    NobodyToMergeError,
)
from domain.policy import decide_access, may_ever
from domain.sight import SeenPart, Sight
from domain.timer import TimerKind
from services.access import Permit, find_grounds, not_involved, require_case, require_role
from services.consent import Consent, agree, refuse_ended_mandate
from services.digest import tell_in_digest
from services.merging import MergePair, check_both, merge_two
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.partners import name_member
from services.second_asking import find_second_members, remind_second_members, tell_second_members


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeForm:
    """What a process director fills in: which case stays, why, and who agreed."""

    stays: CaseId
    reason: str
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeResult:
    """Which code goes and which stays; who is asked to confirm it first, and until when."""

    goes: CaseCode
    stays: CaseCode
    names: tuple[str, ...] = ()
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLook:
    """A wish of another that the actor may confirm."""

    permit: Permit
    goes: Case
    wish: HeldMerge
    why: MergeReason
    asker: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRow:
    """A wish that waits for the reader, or what became of their own."""

    case: CaseId
    goes: CaseCode
    stays: CaseCode
    state: MergeState
    is_own: bool
    asked_by: str
    until_on: date


async def ask_or_merge(ctx: Context, pair: MergePair, form: MergeForm) -> MergeResult:
    """Merge two cases, or ask the other coordinators to confirm it where the house wants a second
    member; NobodyToMergeError without any.
    """
    for permit in (pair.one, pair.other):
        permit.case_for(ctx, Action.MERGE_CASES)
    stays, goes = pair.choose(form.stays)
    why = MergeReason(
        reason=rules.say_why(form.reason),
        agreement=await agree(ctx, form.consent, AgreedDecision.MERGING),
        signed=ctx.sign(),
    )
    if ctx.house.second_member:
        return await _ask(ctx, stays, goes, why)
    await merge_two(ctx, stays, goes, why)
    return MergeResult(goes=goes.code, stays=stays.code)


async def _ask(ctx: Context, stays: Case, goes: Case, why: MergeReason) -> MergeResult:
    await check_both(ctx, stays, goes)
    others = await find_second_members(ctx, ctx.actor.id)
    if not others:
        raise NobodyToMergeError
    wish = rules.ask_merge(goes.id, stays.id, why.signed, ctx.calendar)
    await ctx.uow.merges.keep_wish(wish, why)
    await _record(ctx, AuditEvent.MERGE_ASKED, wish)
    await tell_second_members(ctx, others, TimerKind.MERGING, goes.id)
    names = tuple(one.name for one in others)
    return MergeResult(goes=goes.code, stays=stays.code, names=names, until_on=wish.until_on)


async def open_merge_wish(ctx: Context, goes: CaseId) -> MergeLook:
    """Find the wish of another to confirm it; MergeSettledError when it waits for nobody any
    more, NotFoundError once it was done.
    """
    require_role(ctx, Action.CONFIRM_MERGE)
    leaving = await ctx.uow.cases.get(goes)
    found = await ctx.uow.merges.find_wish(goes)
    if found is None or not found[0].is_waiting or ctx.today > found[0].until_on:
        raise MergeSettledError
    wish, why = found
    stays = await ctx.uow.cases.get(wish.stays)
    permit = await require_case(ctx, Action.CONFIRM_MERGE, stays)
    if wish.asked_by == ctx.actor.id:
        raise not_involved(Action.CONFIRM_MERGE, wish.stays)
    return MergeLook(
        permit=permit,
        goes=leaving,
        wish=wish,
        why=why,
        asker=await ctx.uow.people.member(wish.asked_by),
    )


async def record_merge_wish_seen(ctx: Context, look: MergeLook) -> None:
    """Put on record that a second member sees why two cases become one."""
    look.permit.case_for(ctx, Action.CONFIRM_MERGE)
    await ctx.record_seen(
        look.permit.sight(SeenPart.MERGING),
        Sight(part=SeenPart.MERGING, ground=look.permit.ground, case_id=look.goes.id),
    )


async def confirm_merge(ctx: Context, look: MergeLook) -> MergeResult:
    """Confirm that two cases become one; MergeAskerGoneError when who asked may not merge them any
    more, MandateOverError when its mandate ended.
    """
    stays = look.permit.case_for(ctx, Action.CONFIRM_MERGE)
    asker = await ctx.form_actor(look.asker)
    for case in (stays, look.goes):
        standing = Standing(involvement=Involvement.NONE, state=case.state)
        if not decide_access(Action.MERGE_CASES, asker, standing).is_allowed:
            raise MergeAskerGoneError
    await refuse_ended_mandate(ctx, look.why.agreement, AgreedDecision.MERGING)
    why = replace(look.why, confirmed_by=ctx.actor.id)
    await merge_two(ctx, stays, look.goes, why)
    await ctx.uow.timers.cancel(TimerKind.MERGING, look.goes.id)
    return MergeResult(goes=look.goes.code, stays=stays.code)


async def leave_apart(ctx: Context, look: MergeLook, against: str) -> MergeResult:
    """Leave two cases apart; who asked hears it. NoMergeReasonError without a reason."""
    stays = look.permit.case_for(ctx, Action.CONFIRM_MERGE)
    why = replace(look.why, against=rules.say_why(against))
    await _record(ctx, AuditEvent.MERGE_DECLINED, look.wish)
    await _settle(ctx, replace(look.wish, state=MergeState.DECLINED), why)
    return MergeResult(goes=look.goes.code, stays=stays.code)


async def look_at_merge(moment: Moment, goes: str) -> None:
    """Remind who can confirm a wish, once; end one that nobody confirmed in time, and say so to who
    asked; forget one that was settled some days ago. Its timer calls this.
    """
    found = await moment.uow.merges.find_wish(CaseId(goes))
    if found is None:
        return
    wish, why = found
    if not wish.is_waiting:
        await moment.uow.merges.forget_wish(wish.goes)
    elif moment.today > wish.until_on:
        await _record(moment, AuditEvent.MERGE_LAPSED, wish)
        await _settle(moment, replace(wish, state=MergeState.LAPSED), why)
    else:
        kind = TimerKind.MERGING
        await remind_second_members(moment, wish.asked_by, wish.until_on, kind, wish.goes)


async def _settle(moment: Moment, settled: HeldMerge, why: MergeReason) -> None:
    await moment.uow.merges.keep_wish(settled, why)
    await tell_in_digest(moment, settled.asked_by)
    on = rules.forget_merge_on(moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.MERGING, settled.goes, on)


async def _record(moment: Moment, event: AuditEvent, wish: HeldMerge) -> None:
    await moment.record(event, wish.stays, wish.goes)
    await moment.record(event, wish.goes, wish.stays)


async def list_merge_wishes(ctx: Context) -> Sequence[MergeRow]:
    """List the wishes that wait for the actor, and what became of the own ones."""
    held, known = await _find(ctx)
    grounds = find_grounds(ctx, Action.VIEW_CASE, dict.fromkeys(known.values(), Involvement.NONE))
    await ctx.record_listed((case.id, ground) for case, ground in grounds.items())
    return await _form_rows(ctx, held, known)


async def read_merge_wishes(reading: Reading) -> Sequence[MergeRow]:
    """Read the same for the digest."""
    ctx = await reading.as_recipient()
    return await _form_rows(ctx, *await _find(ctx))


async def _find(ctx: Context) -> tuple[Sequence[HeldMerge], Mapping[CaseId, Case]]:
    if not may_ever(Action.CONFIRM_MERGE, ctx.actor):
        return (), {}
    wishes = await ctx.uow.merges.wishes()
    held = [one for one in wishes if one.is_waiting or one.asked_by == ctx.actor.id]
    ids = [case for one in held for case in (one.goes, one.stays)]
    known = await ctx.uow.cases.known(ids) if ids else ()
    return held, {one.id: one for one in known}


async def _form_rows(
    ctx: Context, held: Sequence[HeldMerge], known: Mapping[CaseId, Case]
) -> Sequence[MergeRow]:
    whole = [one for one in held if {one.goes, one.stays} <= known.keys()]
    return [await _row(ctx, one, known[one.goes], known[one.stays]) for one in whole]


async def _row(ctx: Context, wish: HeldMerge, goes: Case, stays: Case) -> MergeRow:
    return MergeRow(
        case=goes.id,
        goes=goes.code,
        stays=stays.code,
        state=wish.state,
        is_own=wish.asked_by == ctx.actor.id,
        asked_by=await name_member(ctx, wish.asked_by),
        until_on=wish.until_on,
    )
