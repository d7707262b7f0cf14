"""An organisation that is asked to take a case on reads whom it is about and says yes or no; a
coordinator records what was said by telephone. Who weighed hears what became of it.
"""

from dataclasses import dataclass, field
from datetime import date

from domain.access import Action, Involvement, Standing
from domain.agreement import Signature
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseId, OrganisationId
from domain.mandate import AgreedDecision, MandateOverError
from domain.member import Actor, Speaker
from domain.sight import SeenPart
from domain.takeover import (
    NotAskedToTakeOnError,
    TakenOnWithoutMandateError,
    Takeover,
    TakeoverAsked,
    TakeoverStep,
    find_takeover_step,
    say_no,
    say_yes,
    takeover_answered_on,
)
from domain.timer import TimerKind
from services.access import Permit, require_case
from services.answering import answers_now_for, find_who_answers
from services.consent import refuse_ended_mandate
from services.digest import find_next_digest, tell_in_digest
from services.guarding import find_who_guards
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.takeover_asking import end_takeover, find_who_takes_on
from services.weighing import weigh_as_planned


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverLook:
    """A question that the actor may answer: for their organisation, or as it was said by telephone
    by who speaks for it.
    """

    permit: Permit
    asked: TakeoverAsked
    speaker: Speaker | None
    is_by_telephone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomAsked:
    """Whom an organisation is asked about: for a window only."""

    organisation: str
    is_by_telephone: bool
    speaker: str
    telephone: str
    name: str = field(repr=False)
    born_on: date | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverBefore:
    """What became of the question that was asked before, for who weighs."""

    organisation: str
    step: TakeoverStep
    until_on: date
    reason: str = field(default="", repr=False)


async def open_takeover(ctx: Context, case_id: CaseId, *, is_read: bool = False) -> TakeoverLook:
    """Find the question that the actor may answer; NotAskedToTakeOnError when it is over, also for
    who read it before it was forgotten.
    """
    case = await ctx.uow.cases.get(case_id)
    asked = await ctx.uow.takeovers.find(case_id)
    if asked is None and is_read:
        raise NotAskedToTakeOnError
    is_asked = asked is not None and await may_answer_takeover(ctx, ctx.actor, asked.takeover)
    standing = Standing(involvement=Involvement.ASKED, state=case.state) if is_asked else None
    permit = await require_case(ctx, Action.TAKE_ON, case, standing=standing)
    if asked is None or not asked.takeover.is_waiting(case.state):
        raise NotAskedToTakeOnError
    speaker = await find_who_answers(ctx, asked.takeover.organisation)
    return TakeoverLook(permit=permit, asked=asked, speaker=speaker, is_by_telephone=not is_asked)


async def may_answer_takeover(moment: Moment, actor: Actor, takeover: Takeover) -> bool:
    """Tell whether a member is who speaks now for the organisation that is asked."""
    return not takeover.declined_by and await answers_now_for(moment, actor, takeover.organisation)


async def view_to_take_on(ctx: Context, look: TakeoverLook) -> WhomAsked:
    """Show whom an organisation is asked to take on, on record as revealed."""
    look.permit.case_for(ctx, Action.TAKE_ON)
    asked = look.asked.takeover.organisation
    return await reveal_whom(
        ctx, look.permit, asked, look.speaker, is_by_telephone=look.is_by_telephone
    )


async def reveal_whom(
    ctx: Context,
    permit: Permit,
    asked: OrganisationId,
    speaker: Speaker | None,
    *,
    is_by_telephone: bool,
) -> WhomAsked:
    """Show whom an organisation is asked about, on record as revealed, and who speaks for it."""
    case = permit.case_for(ctx, Action.TAKE_ON, Action.BE_NAMED)
    standing = permit.standing
    revealed = await require_case(ctx, Action.REVEAL_IDENTITY, case, standing=standing)
    await ctx.record_seen(revealed.sight(SeenPart.IDENTITY))
    identity = (await ctx.uow.cases.referral(case.id)).identity
    member = await ctx.uow.people.member(speaker.id) if speaker else None
    return WhomAsked(
        organisation=(await ctx.uow.people.organisation(asked)).name,
        is_by_telephone=is_by_telephone,
        speaker=member.name if member else "",
        telephone=member.telephone if member else "",
        name=identity.name,
        born_on=identity.born_on,
    )


async def accept_takeover(ctx: Context, look: TakeoverLook) -> Case:
    """Take a case on: its weighing counts from now on, and the referrer is told. CannotTakeOnError
    when the organisation became no participant, or nobody speaks for it any more;
    TakenOnWithoutMandateError when the mandate of the weighing ended.
    """
    case = await _hold(ctx, look)
    asked = look.asked.takeover
    await _refuse_ended_mandate(ctx, look.asked)
    said_by = await find_who_takes_on(ctx, asked.organisation)
    await _record(ctx, AuditEvent.TAKEOVER_ACCEPTED, look)
    weigher = await ctx.uow.people.member(asked.asked_by)
    await _tell_who_weighed(ctx, asked)
    plan = say_yes(look.asked, said_by.name, ctx.today)
    signature = Signature(
        by=weigher.id, organisation=weigher.organisation, at=ctx.now, on=ctx.today
    )
    return await weigh_as_planned(ctx, case, plan, signature)


async def _refuse_ended_mandate(ctx: Context, asked: TakeoverAsked) -> None:
    try:
        await refuse_ended_mandate(ctx, asked.plan.verdict.agreement, AgreedDecision.WEIGHING)
    except MandateOverError:
        # who answers for an organisation is told what they can do, not what a coordinator can
        raise TakenOnWithoutMandateError from None


async def _hold(ctx: Context, look: TakeoverLook) -> Case:
    """Of two who answer at once the second hears that it is over: NotAskedToTakeOnError."""
    case = look.permit.case_for(ctx, Action.TAKE_ON)
    await ctx.uow.cases.stand_still(case)
    kept = await ctx.uow.takeovers.find(case.id)
    if kept is None or kept.takeover != look.asked.takeover:
        raise NotAskedToTakeOnError
    return case


async def _tell_who_weighed(ctx: Context, asked: Takeover) -> None:
    """In the next digest, but not who records it by telephone."""
    await tell_in_digest(ctx, *ctx.others(await find_who_guards(ctx, asked.asked_by)))


async def decline_takeover(ctx: Context, look: TakeoverLook, reason: str) -> Case:
    """Decline to take a case on: who asked reads why and weighs on. NoReasonNotToTakeOnError
    without a reason.
    """
    case = await _hold(ctx, look)
    await ctx.uow.takeovers.keep(say_no(look.asked, ctx.actor.id, reason))
    await _record(ctx, AuditEvent.TAKEOVER_DECLINED, look)
    await ctx.uow.timers.cancel(TimerKind.TAKEOVER, case.id)
    await _tell_who_asked(ctx, look.asked.takeover, find_next_digest(ctx))
    return case


async def _record(ctx: Context, event: AuditEvent, look: TakeoverLook) -> None:
    """By who speaks for the organisation, or for them by telephone."""
    asked = look.speaker.id if look.speaker else look.asked.takeover.organisation
    spoken_for = asked if look.is_by_telephone else None
    await ctx.record_said(event, look.permit.case.id, spoken_for=spoken_for)


async def look_at_takeover(moment: Moment, case_id: str) -> None:
    """Remind who is asked, once, and have who asked read it when the term passed; its timer calls
    this.
    """
    asked = await moment.uow.takeovers.find(CaseId(case_id))
    if asked is None:
        return
    takeover = asked.takeover
    case = await moment.uow.cases.get(takeover.case)
    if not takeover.is_waiting(case.state):
        await end_takeover(moment, case.id)
        return
    until_on = find_answered_until(moment, takeover)
    if moment.today > until_on:
        await _tell_who_asked(moment, takeover, moment.today)
        return
    speaker = await find_who_answers(moment, takeover.organisation)
    if speaker:
        await tell_in_digest(moment, speaker.id, on=moment.today)
    after = moment.calendar.add_working_days(until_on, 1)
    await look_in_the_morning(moment, TimerKind.TAKEOVER, case.id, after)


async def _tell_who_asked(moment: Moment, takeover: Takeover, on: date) -> None:
    await tell_in_digest(moment, *await find_who_guards(moment, takeover.asked_by), on=on)


def find_answered_until(moment: Moment, takeover: Takeover) -> date:
    """The last day on which an answer is in time."""
    return takeover_answered_on(moment.day_of(takeover.asked_at), moment.calendar)


async def find_takeover_before(ctx: Context, permit: Permit) -> TakeoverBefore | None:
    """Show who weighs what became of the question to an organisation; None when none was asked."""
    case = permit.case_for(ctx, Action.WEIGH)
    asked = await ctx.uow.takeovers.find(case.id)
    if asked is None:
        return None
    await ctx.record_seen(permit.sight(SeenPart.WEIGHING))
    until_on = find_answered_until(ctx, asked.takeover)
    return TakeoverBefore(
        organisation=(await ctx.uow.people.organisation(asked.takeover.organisation)).name,
        step=find_takeover_step(asked.takeover, until_on, ctx.today),
        until_on=until_on,
        reason=asked.reason,
    )
