"""A referrer confirms what a coordinator wrote down with them on the telephone: asked in the digest
and in *mijn*, reminded once; when nobody answers, who wrote it down is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain import intake_confirmation as rules
from domain.access import Action, CaseState, Ground, Involvement
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.intake import Intake
from domain.intake_confirmation import (
    ConfirmationState,
    IntakeConfirmation,
    NothingToConfirmError,
)
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, find_grounds, require_case
from services.digest import find_when_back, tell_in_digest
from services.guarding import list_coordinators, list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning

_BEFORE_WEIGHING = frozenset({
    CaseState.SUBMITTED,
    CaseState.INCOMPLETE,
    CaseState.PURPOSE_TESTED,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """An intake that a referrer still has to confirm; ``unanswered_by`` names that referrer for the
    coordinator who hears that nobody answers.
    """

    case: CaseId
    code: CaseCode
    taken_at: datetime
    unanswered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeToConfirm:
    """What was written down with a referrer, as they read it before they confirm it."""

    case: Case
    intake: Intake = field(repr=False)
    number: int
    taken_by: str
    taken_at: datetime


async def ask_to_confirm_intake(ctx: Context, case: Case, number: int) -> None:
    """Ask a referrer to confirm the version that the actor wrote down."""
    asked = IntakeConfirmation(
        case=case.id,
        number=number,
        referrer=case.referrer,
        taken_by=ctx.actor.id,
        taken_at=ctx.now,
    )
    await ctx.uow.intake_confirmations.keep(asked)
    await tell_in_digest(ctx, asked.referrer)
    await _look_later(ctx, asked, ctx.today)


async def end_confirmation(moment: Moment, case_id: CaseId) -> None:
    """Ask nobody any more: its referrer told it in their own words."""
    await moment.uow.intake_confirmations.forget(case_id)
    await moment.uow.timers.cancel(TimerKind.INTAKE_CONFIRMATION, case_id)


async def look_at_intake(moment: Moment, case_id: str) -> None:
    """Remind a referrer once, then tell who wrote it down; its timer calls this."""
    if await moment.uow.intake_confirmations.find(CaseId(case_id)) is None:
        return
    case = await moment.uow.cases.get(CaseId(case_id))
    asked = await _find_held(moment, case)
    if asked is None or not asked.is_waiting:
        return
    if case.state not in _BEFORE_WEIGHING:
        await moment.uow.intake_confirmations.keep(rules.lapse_confirmation(asked))
        return
    if asked.state is not ConfirmationState.UNANSWERED:
        asked = rules.remind_of_intake(asked)
        await moment.uow.intake_confirmations.keep(asked)
        await tell_in_digest(moment, *await _find_reminded(moment, asked), on=moment.today)
    await _look_later(moment, asked, moment.today)


async def _find_held(moment: Moment, case: Case) -> IntakeConfirmation | None:
    """The question about a case; nobody writes it down or answers it before this turn is over."""
    await moment.uow.cases.stand_still(case)
    return await moment.uow.intake_confirmations.find(case.id)


async def _find_reminded(moment: Moment, asked: IntakeConfirmation) -> Sequence[MemberId]:
    if asked.state is ConfirmationState.REMINDED:
        return [asked.referrer]
    return await _find_tellers(moment, asked.taken_by)


async def _find_tellers(moment: Moment, taken_by: MemberId) -> Sequence[MemberId]:
    """Who wrote it down, while they are a coordinator here and not away; else every process
    director.
    """
    is_coordinator = taken_by in await list_coordinators(moment)
    if is_coordinator and await find_when_back(moment, taken_by) is None:
        return [taken_by]
    return await list_directors(moment)


async def _look_later(moment: Moment, asked: IntakeConfirmation, today: date) -> None:
    due_on = rules.look_again_on(asked, today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.INTAKE_CONFIRMATION, asked.case, due_on)


async def open_intake_to_confirm(ctx: Context, case_id: CaseId) -> Permit:
    """Find the actor's own case, of which they may confirm the intake."""
    return await require_case(ctx, Action.CONFIRM_INTAKE, await ctx.uow.cases.get(case_id))


async def read_intake_to_confirm(ctx: Context, permit: Permit) -> IntakeToConfirm:
    """Read what was written down with the actor; on record as seen. NothingToConfirmError when it
    waits for nobody.
    """
    case = permit.case_for(ctx, Action.CONFIRM_INTAKE)
    asked = await _find_waiting(ctx, case.id)
    await ctx.record_seen(permit.sight(SeenPart.INTAKE), permit.sight(SeenPart.DIRECT_CIRCLE))
    return IntakeToConfirm(
        case=case,
        intake=(await ctx.uow.cases.referral(case.id)).intake,
        number=asked.number,
        taken_by=(await ctx.uow.people.member(asked.taken_by)).name,
        taken_at=asked.taken_at,
    )


async def _find_waiting(ctx: Context, case_id: CaseId) -> IntakeConfirmation:
    asked = await ctx.uow.intake_confirmations.find(case_id)
    if asked is None or not asked.is_waiting:
        raise NothingToConfirmError
    return asked


async def confirm_intake(ctx: Context, permit: Permit, number: int) -> None:
    """Confirm the version that was read.

    Raises NothingToConfirmError, IntakeConfirmedError and IntakeChangedError.
    """
    case = permit.case_for(ctx, Action.CONFIRM_INTAKE)
    asked = await _find_held(ctx, case)
    if asked is None:
        raise NothingToConfirmError
    await ctx.uow.intake_confirmations.keep(rules.confirm_taken(asked, number, ctx.now))
    await ctx.uow.timers.cancel(TimerKind.INTAKE_CONFIRMATION, case.id)
    await ctx.record(AuditEvent.INTAKE_CONFIRMED, case.id)


async def list_own_intakes(ctx: Context) -> Sequence[IntakeRow]:
    """List what the actor still has to confirm, and what they wrote down that nobody confirmed."""
    found = {**await _list_asked(ctx), **await _list_unanswered(ctx)}
    await ctx.record_listed((one.case, ground) for one, ground in found.items())
    return list(found)


async def read_own_intakes(reading: Reading) -> Sequence[IntakeRow]:
    """Read the same for the digest."""
    ctx = await reading.as_recipient()
    return [*await _list_asked(ctx), *await _list_unanswered(ctx)]


async def _list_asked(ctx: Context) -> Mapping[IntakeRow, Ground]:
    asked = {one.case: one for one in await ctx.uow.intake_confirmations.asked_of(ctx.actor.id)}
    known = await ctx.uow.cases.known(asked) if asked else ()
    stands = await ctx.uow.cases.involvements(asked, ctx.actor.id) if asked else {}
    grounds = find_grounds(ctx, Action.CONFIRM_INTAKE, {one: stands[one.id] for one in known})
    return {
        IntakeRow(case=one.id, code=one.code, taken_at=asked[one.id].taken_at): ground
        for one, ground in grounds.items()
    }


async def _list_unanswered(ctx: Context) -> Mapping[IntakeRow, Ground]:
    unanswered = await ctx.uow.intake_confirmations.unanswered()
    takers = {one.taken_by for one in unanswered}
    heard = {one for one in takers if ctx.actor.id in await _find_tellers(ctx, one)}
    told = [one for one in unanswered if one.taken_by in heard]
    asked = {one.case: one for one in told}
    known = await ctx.uow.cases.known(asked) if asked else ()
    names = await ctx.uow.people.names({one.referrer for one in told}) if told else {}
    grounds = find_grounds(ctx, Action.FILL_INTAKE, dict.fromkeys(known, Involvement.NONE))
    return {
        IntakeRow(
            case=one.id,
            code=one.code,
            taken_at=asked[one.id].taken_at,
            unanswered_by=names[asked[one.id].referrer],
        ): ground
        for one, ground in grounds.items()
    }
