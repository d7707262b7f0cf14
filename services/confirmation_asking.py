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
    confirmed_until,
    find_replaced,
    plan_confirmation,
    settle_contested,
)
from domain.digest import LOOKED_AT
from domain.identifiers import CaseId, ConfirmationId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.notice import NoticeKind
from domain.timer import Timer, TimerKind
from services.action_reminders import open_office_before
from services.answering import find_who_answers
from services.digest import tell_in_digest
from services.guarding import find_who_guards, list_directors
from services.moment import Context, Moment

_NEAR_WITHIN: Final = timedelta(days=2)


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
    before = await ctx.uow.confirmations.of_case(case.id)
    await _end_replaced(ctx, decision, before)
    others = agreement.organisations - {signature.organisation}
    about = (case.id, decision, signature.by)
    await _ask_once(ctx, before, _name_all(ctx, about, others))


async def ask_organisations(
    ctx: Context,
    case: CaseId,
    decision: AgreedDecision,
    organisations: Collection[OrganisationId],
) -> None:
    """Ask each of these organisations, once for each decision, whether they agreed, as the actor
    says.
    """
    before = await ctx.uow.confirmations.of_case(case)
    about = (case, decision, ctx.actor.id)
    await _ask_once(ctx, before, _name_all(ctx, about, organisations))


def _name_all(
    ctx: Context,
    about: tuple[CaseId, AgreedDecision, MemberId],
    organisations: Collection[OrganisationId],
) -> Sequence[Confirmation]:
    case, decision, named_by = about
    return [
        Confirmation(
            id=ConfirmationId(token_hex(16)),
            decision=decision,
            case=case,
            organisation=one,
            named_by=named_by,
            named_at=ctx.now,
        )
        for one in sorted(organisations)
    ]


async def _ask_once(
    ctx: Context, before: Sequence[Confirmation], named: Sequence[Confirmation]
) -> None:
    """Who speaks for each reads it in a digest: that is looked up when it is made, once for all
    that was asked by then.
    """
    known = {(one.decision, one.organisation, one.named_at) for one in before}
    new = [one for one in named if (one.decision, one.organisation, one.named_at) not in known]
    if not new:
        return
    await ctx.uow.confirmations.add(*new)
    for one in new:
        await ctx.record(
            AuditEvent.CONFIRMATION_ASKED, one.case, one.id, on_behalf_of=one.organisation
        )
    await _look_on(ctx, {plan_confirmation(ctx.now, ctx.calendar).asked_on})


async def end_asked_before(ctx: Context, case: CaseId, decision: AgreedDecision) -> None:
    """Ask nobody about a decision that is taken again; what was contradicted of it is settled."""
    await _end_replaced(ctx, decision, await ctx.uow.confirmations.of_case(case))


async def _end_replaced(
    ctx: Context, decision: AgreedDecision, before: Sequence[Confirmation]
) -> None:
    replaced = find_replaced(decision, ctx.now, before)
    if unanswered := [one.id for one in replaced if not one.is_contested]:
        await ctx.uow.confirmations.drop(*unanswered)
    for one in replaced:
        if one.is_contested:
            await ctx.uow.confirmations.save(settle_contested(one, None, ctx.actor.id, ctx.now))
            await ctx.record(AuditEvent.CONTRADICTION_SETTLED, one.case, one.id)


async def _look_on(moment: Moment, days: Collection[date]) -> None:
    """Have the clock look on these days what waits for an answer, before the digest is made. One
    timer a day is enough, however much is asked.
    """
    if days:
        await moment.uow.timers.set_once(
            *(
                Timer(
                    kind=TimerKind.CONFIRMATION,
                    subject=one.isoformat(),
                    due_at=moment.calendar.moment(one, LOOKED_AT),
                )
                for one in sorted(days)
            )
        )


async def look_at_unconfirmed(moment: Moment, day: str) -> None:
    """Have everybody read in the digest of a day what they are asked, what they are asked once
    more, and as process director what was not confirmed in time; the timer of that day calls this.
    """
    on = date.fromisoformat(day)
    waiting = [one for one in await moment.uow.confirmations.unsettled() if one.answer is None]
    planned = [(one, plan_confirmation(one.named_at, moment.calendar)) for one in waiting]
    asked = {one.organisation for one, days in planned if on in {days.asked_on, days.reminded_on}}
    doubted = [one for one, days in planned if on == days.doubted_on]
    speakers = [await find_who_answers(moment, one) for one in sorted(asked)]
    named_by = {one.named_by for one in doubted}
    directors = [who for one in named_by for who in await find_who_guards(moment, one)]
    await tell_in_digest(moment, *(one.id for one in speakers if one), *directors, on=on)
    await _look_on(moment, {each for _, days in planned for each in days.after(on)})


async def look_again(moment: Moment, undone: Confirmation) -> None:
    """Ask as before what an organisation took back; when its term passed, who guards that reads
    it.
    """
    coming = plan_confirmation(undone.named_at, moment.calendar).after(moment.today)
    await _look_on(moment, coming)
    if not coming:
        await tell_in_digest(moment, *await find_who_guards(moment, undone.named_by))


async def tell_contested(moment: Moment, contested: Confirmation) -> None:
    """Have all process directors read what is contradicted: in their next digest, or at once when
    the case is discussed within two days.
    """
    by = moment.now + _NEAR_WITHIN
    meeting = await moment.uow.meeting_runs.discussing(contested.case, by, moment.now)
    directors = await list_directors(moment)
    if meeting is None:
        await tell_in_digest(moment, *directors)
        return
    for one in directors:
        await moment.tell(
            NoticeKind.AGREEMENT_CONTESTED,
            one,
            contested.case,
            f"contested:{contested.id}:{contested.version}:{one}",
            window=open_office_before(moment, meeting.starts_at),
        )


def until_confirmed(moment: Moment, asked: Confirmation) -> date:
    """The last day before a process director reads that an organisation did not confirm."""
    return confirmed_until(moment.day_of(asked.named_at), moment.calendar)


async def end_confirmations(moment: Moment, case: CaseId) -> None:
    """Ask nobody any more about what was agreed in a case: it was withdrawn."""
    await moment.uow.confirmations.forget(case)
