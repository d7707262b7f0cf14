"""Who is named as having agreed to a decision is asked whether that is right: in the digest and in
*mijn* of who speaks for it; reminded once. Then a process director reads who did not confirm.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from secrets import token_hex
from typing import Final

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.confirmation import (
    Confirmation,
    confirmation_reminded_on,
    confirmed_until,
    find_replaced,
    settle_contested,
)
from domain.digest import LOOKED_AT
from domain.identifiers import CaseId, ConfirmationId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.member import Role
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.action_reminders import open_office_before
from services.digest import announce_digest, find_next_digest
from services.moment import Context, Moment
from services.takeover_asking import find_who_answers

_NEAR_WITHIN: Final = timedelta(days=2)
_DIRECTORS = (Role.PROCESS_DIRECTOR,)


async def ask_to_confirm(
    ctx: Context,
    case: Case,
    decision: AgreedDecision,
    agreement: Agreement | None,
    signed: Signature | None = None,
) -> None:
    """Ask who is named as having agreed to a decision whether that is right; of the organisation of
    who signed it nobody is asked. What was asked of a decision that this one replaces, is over.
    """
    if agreement is None or case.state is CaseState.DRILL:
        return
    signature = signed or ctx.sign()
    await _end_replaced(ctx, case.id, decision)
    others = agreement.organisations - {signature.organisation}
    await ask_organisations(ctx, case.id, decision, others, signature.by)


async def ask_organisations(
    ctx: Context,
    case: CaseId,
    decision: AgreedDecision,
    organisations: Collection[OrganisationId],
    named_by: MemberId,
) -> None:
    """Ask each of these organisations, once for each decision."""
    for one in sorted(organisations):
        asked = Confirmation(
            id=ConfirmationId(token_hex(16)),
            decision=decision,
            case=case,
            organisation=one,
            named_by=named_by,
            named_at=ctx.now,
        )
        if await ctx.uow.confirmations.add(asked):
            await ctx.record(AuditEvent.CONFIRMATION_ASKED, case, asked.id, on_behalf_of=one)
            await tell_who_confirms(ctx, asked, find_next_digest(ctx))
            reminded_on = confirmation_reminded_on(ctx.today, ctx.calendar)
            await look_at_confirmation_on(ctx, asked.id, reminded_on)


async def _end_replaced(ctx: Context, case: CaseId, decision: AgreedDecision) -> None:
    before = await ctx.uow.confirmations.of_case(case)
    for one in find_replaced(decision, ctx.now, before):
        await ctx.uow.timers.cancel(TimerKind.CONFIRMATION, one.id)
        if one.is_contested:
            await ctx.uow.confirmations.save(settle_contested(one, None, ctx.actor.id, ctx.now))
            await ctx.record(AuditEvent.CONTRADICTION_SETTLED, case, one.id)
        else:
            await ctx.uow.confirmations.drop(one.id)


async def tell_who_confirms(moment: Moment, asked: Confirmation, on: date) -> None:
    """Have who speaks now for an organisation read in a digest that something waits for them."""
    speaker = await find_who_answers(moment, asked.organisation)
    if speaker:
        await announce_digest(moment, speaker.id, on)


async def look_at_confirmation_on(moment: Moment, known_as: ConfirmationId, on: date) -> None:
    """Have the clock look at a question on a day, before the digest of that day."""
    due_at = moment.calendar.moment(on, LOOKED_AT)
    timer = Timer(kind=TimerKind.CONFIRMATION, subject=known_as, due_at=due_at)
    await moment.uow.timers.set(timer)


async def look_at_unconfirmed(moment: Moment, known_as: str) -> None:
    """Remind who is asked, once, and have a process director read it when the term passed; the
    timer of the question calls this.
    """
    asked = await moment.uow.confirmations.find(ConfirmationId(known_as))
    if asked is None or asked.answer is not None:
        return
    until_on = until_confirmed(moment, asked)
    if moment.today > until_on:
        for one in await find_who_named(moment, asked):
            await announce_digest(moment, one, moment.today)
        return
    await tell_who_confirms(moment, asked, moment.today)
    day_after = moment.calendar.add_working_days(until_on, 1)
    await look_at_confirmation_on(moment, asked.id, day_after)


async def find_who_named(moment: Moment, asked: Confirmation) -> Sequence[MemberId]:
    """Who guards what is not confirmed: who named the organisation, or all process directors when
    that one is none any more.
    """
    holders = await list_directors(moment)
    return [asked.named_by] if asked.named_by in holders else holders


async def tell_contested(moment: Moment, contested: Confirmation) -> None:
    """Have all process directors read what is contradicted: in their next digest, or at once when
    the case is discussed within two days.
    """
    by = moment.now + _NEAR_WITHIN
    meeting = await moment.uow.meeting_runs.discussing(contested.case, by, moment.now)
    for one in await list_directors(moment):
        if meeting is None:
            await announce_digest(moment, one, find_next_digest(moment))
            continue
        await moment.tell(
            NoticeKind.AGREEMENT_CONTESTED,
            one,
            contested.case,
            f"contested:{contested.id}:{contested.version}:{one}",
            window=open_office_before(moment, meeting.starts_at),
        )


async def list_directors(moment: Moment) -> Sequence[MemberId]:
    """The process directors of today."""
    return await moment.uow.people.role_holders(_DIRECTORS, moment.today)


def until_confirmed(moment: Moment, asked: Confirmation) -> date:
    """The last day before a process director reads that an organisation did not confirm."""
    return confirmed_until(moment.day_of(asked.named_at), moment.calendar)


async def end_confirmations(moment: Moment, case: CaseId) -> None:
    """Ask nobody any more about what was agreed in a case: it was withdrawn."""
    for one in await moment.uow.confirmations.of_case(case):
        await moment.uow.timers.cancel(TimerKind.CONFIRMATION, one.id)
    await moment.uow.confirmations.forget(case)
