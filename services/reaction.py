"""A referrer reacts to an outcome while it is kept, or asks to withdraw what was weighed already;
process directors read that in the digest and in *mijn*, and one of them answers with a reason.
Nothing of it makes the case be kept longer.
"""

from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from domain import reaction as rules
from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseId, ReactionId
from domain.lifecycle import move_on
from domain.mandate import AgreedDecision
from domain.reaction import Reaction, ReactionKind, ReactionState, ReactionWords, ToldReaction
from domain.retention import find_retention_end
from domain.screening import PurposeJudgement, PurposeTest
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, require_case
from services.closing import end_open_actions
from services.confirmation_asking import end_asked_before, end_confirmations
from services.digest import tell_in_digest
from services.guarding import list_coordinators, list_directors
from services.involved_asking import end_involved_answer
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.partners import name_organisations
from services.promise import watch_promise
from services.retention import find_last_look
from services.signal_to_write import end_signal_promise


@dataclass(frozen=True, slots=True, kw_only=True)
class MayReact:
    """A case of which its referrer may say something now; ``goes_on`` when it is destroyed."""

    permit: Permit
    kind: ReactionKind
    goes_on: date | None

    @property
    def case(self) -> Case:
        """The case."""
        return self.permit.case


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionToAnswer:
    """A reaction that waits for a process director; ``organisation`` said it."""

    permit: Permit
    told: ToldReaction
    organisation: str
    goes_on: date | None

    @property
    def case(self) -> Case:
        """The case it is about."""
        return self.permit.case

    @property
    def reaction(self) -> Reaction:
        """The reaction."""
        return self.told.reaction


async def open_to_react(ctx: Context, case_id: CaseId) -> MayReact:
    """Find what a referrer may say of a case: ReactionWaitsError while something they said waits,
    TooManyReactionsError after a few times.
    """
    case = await ctx.uow.cases.get(case_id)
    kind = rules.find_reaction_kind(case.state)
    is_outcome = kind is ReactionKind.OUTCOME
    permit = await require_case(ctx, Action.REACT if is_outcome else Action.ASK_TO_WITHDRAW, case)
    before = [one.reaction for one in await ctx.uow.reactions.of_case(case.id)]
    rules.check_may_react(before, kind)
    return MayReact(permit=permit, kind=kind, goes_on=await find_last_look(ctx, case))


async def react(ctx: Context, held: MayReact, words: str) -> Reaction:
    """Say something of what became of a case; NoReactionWordsError without words. The case itself
    does not change: its term runs on.
    """
    case = held.permit.case_for(ctx, Action.REACT, Action.ASK_TO_WITHDRAW)
    new = Reaction(
        id=ReactionId(uuid4().hex),
        case=case.id,
        kind=held.kind,
        asked_by=ctx.actor.id,
        organisation=ctx.actor.organisation.id,
        asked_at=ctx.now,
    )
    await ctx.uow.reactions.add(new, ReactionWords(said=rules.require_said(words)))
    await ctx.record(AuditEvent.REACTED, case.id, new.id)
    await tell_in_digest(ctx, *await list_directors(ctx))
    await _look_later(ctx, new, held.goes_on)
    return new


async def open_reaction_to_answer(ctx: Context, known_as: ReactionId) -> ReactionToAnswer:
    """Find a reaction that a process director may answer; ReactionSettledError when one did,
    OwnReactionError for their own.
    """
    told = await ctx.uow.reactions.find(known_as)
    case = await ctx.uow.cases.get(told.reaction.case)
    permit = await require_case(ctx, Action.ANSWER_REACTION, case)
    # says already what settling it would
    rules.settle_reaction(told.reaction, ReactionState.KEPT, ctx.actor.id, ctx.now)
    names = await name_organisations(ctx)
    return ReactionToAnswer(
        permit=permit,
        told=told,
        organisation=names.get(told.reaction.organisation, told.reaction.organisation),
        goes_on=await find_last_look(ctx, case),
    )


async def record_reaction_seen(ctx: Context, held: ReactionToAnswer) -> None:
    """Put on record that a process director sees what a referrer said."""
    held.permit.case_for(ctx, Action.ANSWER_REACTION)
    await ctx.record_seen(held.permit.sight(SeenPart.REACTION, held.reaction.id))


async def keep_as_it_is(ctx: Context, held: ReactionToAnswer, why: str) -> None:
    """Let an outcome stand, or go on with a case without its referrer; NoReactionWordsError without
    a reason.
    """
    held.permit.case_for(ctx, Action.ANSWER_REACTION)
    await _settle(ctx, held, ReactionState.KEPT, why)


async def judge_anew(ctx: Context, case: Case, state: CaseState) -> Case:
    """Have a case that was not taken up judged anew, from this state; no term begins anew."""
    saved = await ctx.uow.cases.save(move_on(case, state, ctx.sign()))
    await ctx.uow.weighings.set_aside(case.id, ctx.now)
    await end_asked_before(ctx, case.id, AgreedDecision.WEIGHING)
    if state is CaseState.SUBMITTED:
        await end_asked_before(ctx, case.id, AgreedDecision.PURPOSE)
    await ctx.record(AuditEvent.TAKEN_UP_AGAIN, case.id)
    await watch_promise(ctx, saved)
    return saved


async def take_up_again(ctx: Context, held: ReactionToAnswer, why: str) -> Case:
    """Have a case judged anew: weighed when it fitted the purpose of the house, else screened. No
    term begins anew. NoReactionWordsError without a reason.
    """
    case = held.permit.case_for(ctx, Action.ANSWER_REACTION)
    await _settle(ctx, held, ReactionState.TAKEN_UP_AGAIN, why)
    fitted = await _fitted_purpose(ctx, case)
    state = CaseState.PURPOSE_TESTED if fitted else CaseState.SUBMITTED
    return await judge_anew(ctx, case, state)


async def _fitted_purpose(ctx: Context, case: Case) -> bool:
    screening = await ctx.uow.weighings.last_screening(case.id)
    tested = screening.outcome if screening else None
    return isinstance(tested, PurposeTest) and tested.judgement is PurposeJudgement.FITS


async def withdraw_advice(ctx: Context, held: ReactionToAnswer, why: str) -> Case:
    """End a case in which an advice was given, because its referrer asks that. GoesSoonerError when
    it would be kept longer by that; NoReactionWordsError without a reason.
    """
    case = held.permit.case_for(ctx, Action.ANSWER_REACTION)
    withdrawn = move_on(case, CaseState.WITHDRAWN, ctx.sign())
    terms = ctx.house.terms.retention
    ends = [find_retention_end(one, terms, ctx.calendar).goes_on for one in (case, withdrawn)]
    if ends[0] < ends[1]:
        raise rules.GoesSoonerError
    await _settle(ctx, held, ReactionState.ENDED, why)
    await end_open_actions(ctx, case)
    await end_involved_answer(ctx, case.id)
    await end_signal_promise(ctx, case.id)
    await end_confirmations(ctx, case.id)
    saved = await ctx.uow.cases.save(withdrawn)
    await ctx.record(AuditEvent.REFERRAL_WITHDRAWN, case.id)
    return saved


async def _settle(ctx: Context, held: ReactionToAnswer, state: ReactionState, why: str) -> None:
    settled = rules.settle_reaction(held.reaction, state, ctx.actor.id, ctx.now)
    words = replace(held.told.words, answer=rules.require_said(why))
    await ctx.uow.reactions.settle(settled, words)
    await ctx.uow.timers.cancel(TimerKind.REACTION, settled.id)
    await ctx.record(AuditEvent.REACTION_ANSWERED, settled.case, settled.id)
    await tell_in_digest(ctx, settled.asked_by, held.case.referrer)


async def look_at_reaction(moment: Moment, known_as: str) -> None:
    """Remind process directors of a reaction, and from the fifth working day coordinators too, also
    when its case goes before long; its timer calls this.
    """
    reaction = (await moment.uow.reactions.find(ReactionId(known_as))).reaction
    if not reaction.is_open:
        return
    asked_on = moment.day_of(reaction.asked_at)
    is_named = moment.today >= rules.reaction_named_on(asked_on, moment.calendar)
    told = await (list_coordinators(moment) if is_named else list_directors(moment))
    await tell_in_digest(moment, *told)
    case = await moment.uow.cases.get(reaction.case)
    await _look_later(moment, reaction, await find_last_look(moment, case))


async def _look_later(moment: Moment, reaction: Reaction, goes_on: date | None) -> None:
    asked_on = moment.day_of(reaction.asked_at)
    on = rules.find_next_reaction_look(asked_on, goes_on, moment.today, moment.calendar)
    if on is not None:
        await look_in_the_morning(moment, TimerKind.REACTION, reaction.id, on)
