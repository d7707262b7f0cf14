"""Who may read a statement calls it incorrect; its supplier is asked in the digest and in *mijn*,
reminded, and named to the coordinators when they do not answer (BGS art. 1.7). The mark is read
wherever the statement is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from domain import incorrect as rules
from domain.access import Action, Standing
from domain.audit import AuditEvent, SeenPart
from domain.case import Case
from domain.digest import LOOKED_AT
from domain.identifiers import CaseId, MarkId, MemberId, MinutesId
from domain.incorrect import (
    OF_REFERRAL,
    IncorrectMark,
    MarkState,
    MarkWords,
    StatementPart,
    ToldMark,
)
from domain.member import Actor, Role
from domain.referral import Identity, Referral, find_missing, is_renamed
from domain.timer import Timer, TimerKind
from services.access import Permit, require_case, standing_of
from services.digest import announce_digest, find_next_digest
from services.minutes_views import open_minutes_to_read
from services.moment import Context, Moment
from services.partners import name_organisations

_COORDINATORS = (Role.INFORMATION_COORDINATOR, Role.PROCESS_DIRECTOR)
_DIRECTORS = (Role.PROCESS_DIRECTOR,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Markable:
    """What the actor may call incorrect: parts of a case they may read; ``subject`` is the id of
    the minutes.
    """

    permit: Permit
    parts: tuple[StatementPart, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkToAnswer:
    """A mark that waits for the actor, who supplied what it is about; ``organisation`` calls it
    incorrect. ``referral`` is what it says now.
    """

    permit: Permit
    told: ToldMark
    organisation: str
    referral: Referral

    @property
    def mark(self) -> IncorrectMark:
        """The mark."""
        return self.told.mark


async def open_story_to_mark(ctx: Context, case_id: CaseId) -> Markable:
    """Find the parts of a referral that the actor may call incorrect."""
    permit = await require_case(ctx, Action.READ_STORY, await ctx.uow.cases.get(case_id))
    return Markable(permit=permit, parts=OF_REFERRAL)


async def open_minutes_to_mark(ctx: Context, minutes: MinutesId) -> Markable:
    """Find minutes that the actor may call incorrect."""
    held = await open_minutes_to_read(ctx, minutes)
    return Markable(permit=held.permit, parts=(StatementPart.MINUTES,), subject=minutes)


async def mark_incorrect(
    ctx: Context, markable: Markable, part: StatementPart, what: str
) -> IncorrectMark:
    """Call a statement incorrect: its supplier and the coordinators read that in their next digest.

    Raises NoMarkWordsError without words.
    """
    case = markable.permit.case_for(ctx, Action.READ_STORY, Action.VIEW_MINUTES)
    mark = IncorrectMark(
        id=MarkId(uuid4().hex),
        case=case.id,
        part=part,
        subject=markable.subject,
        marked_by=ctx.actor.id,
        organisation=ctx.actor.organisation.id,
        marked_at=ctx.now,
    )
    await ctx.uow.incorrect_marks.add(mark, MarkWords(what=rules.require_words(what)))
    await ctx.record(AuditEvent.MARKED_INCORRECT, case.id, mark.id)
    suppliers = await _find_suppliers(ctx, case, mark)
    coordinators = await ctx.uow.people.role_holders(_COORDINATORS, ctx.today)
    await _announce(ctx, {*suppliers, *coordinators} - {ctx.actor.id})
    await _look_on(ctx, mark, rules.supplier_reminded_on(ctx.today, ctx.calendar))
    return mark


async def _find_suppliers(moment: Moment, case: Case, mark: IncorrectMark) -> Collection[MemberId]:
    """Who answers for a statement: the referrer, or whoever approves minutes."""
    if mark.part is StatementPart.MINUTES:
        return await moment.uow.people.role_holders(_DIRECTORS, moment.today)
    return [case.referrer]


async def _announce(moment: Moment, members: Collection[MemberId]) -> None:
    for one in sorted(members):
        await announce_digest(moment, one, find_next_digest(moment))


async def _look_on(moment: Moment, mark: IncorrectMark, on: date) -> None:
    due_at = moment.calendar.moment(on, LOOKED_AT)
    timer = Timer(kind=TimerKind.INCORRECT, subject=mark.id, due_at=due_at)
    await moment.uow.timers.set(timer)


def supplies(actor: Actor, case: Case, mark: IncorrectMark) -> bool:
    """Tell whether an actor answers for what a mark is about: a referrer for the organisation they
    referred it for, a process director for minutes.
    """
    if mark.part is StatementPart.MINUTES:
        return Role.PROCESS_DIRECTOR in actor.roles
    stands = (case.referrer, case.referring_organisation)
    return stands == (actor.id, actor.organisation.id)


def stand_as_supplier(actor: Actor, case: Case, mark: IncorrectMark, stands: Standing) -> Standing:
    """How an actor stands to a case when it comes to answering a mark."""
    return replace(stands, is_supplier=supplies(actor, case, mark))


async def open_mark_to_answer(ctx: Context, known_as: MarkId) -> MarkToAnswer:
    """Find a mark that the actor has to answer; MarkSettledError when it was answered."""
    told = await ctx.uow.incorrect_marks.find(known_as)
    case = await ctx.uow.cases.get(told.mark.case)
    stands = stand_as_supplier(ctx.actor, case, told.mark, await standing_of(ctx, case))
    permit = await require_case(ctx, Action.CORRECT_STATEMENT, case, standing=stands)
    if not told.mark.is_open:
        raise rules.MarkSettledError
    names = await name_organisations(ctx)
    return MarkToAnswer(
        permit=permit,
        told=told,
        organisation=names.get(told.mark.organisation, told.mark.organisation),
        referral=await ctx.uow.cases.referral(case.id),
    )


async def record_mark_seen(ctx: Context, held: MarkToAnswer) -> None:
    """Put on record that a supplier sees what is called incorrect, and what it says now."""
    held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    is_story = held.mark.part is not StatementPart.MINUTES
    beside = [held.permit.sight(SeenPart.STORY)] if is_story else []
    if held.mark.part is StatementPart.WHO:
        beside = [held.permit.sight(SeenPart.IDENTITY)]
    await ctx.record_seen(held.permit.sight(SeenPart.INCORRECT, held.mark.id), *beside)


async def let_statement_stand(ctx: Context, held: MarkToAnswer, why: str) -> None:
    """Say that a statement is correct, and why; NoMarkWordsError without words."""
    held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    await _settle(ctx, held, MarkState.STANDS, rules.require_words(why))


async def correct_statement(ctx: Context, held: MarkToAnswer, text: str) -> None:
    """Correct a statement. A referral gets a new version, in which its part says so; beside minutes
    the mark itself says what it must be. NoMarkWordsError without words.
    """
    case = held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    if held.mark.part is StatementPart.MINUTES:
        await _settle(ctx, held, MarkState.CORRECTED, rules.require_words(text))
        return
    corrected = rules.correct_text(held.referral, held.mark.part, text)
    await _keep_version(ctx, case, held.referral, corrected)
    await _settle(ctx, held, MarkState.CORRECTED)


async def correct_identity(ctx: Context, held: MarkToAnswer, identity: Identity) -> None:
    """Correct who a case is about, in a new version; NoMarkWordsError when that is not enough to
    know who it is.
    """
    case = held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    kept = replace(identity, address=held.referral.identity.address)
    corrected = replace(held.referral, identity=kept)
    if set(find_missing(corrected, ctx.today)) - set(find_missing(held.referral, ctx.today)):
        raise rules.NoMarkWordsError
    await _keep_version(ctx, case, held.referral, corrected)
    await _settle(ctx, held, MarkState.CORRECTED)


async def _keep_version(ctx: Context, case: Case, before: Referral, after: Referral) -> None:
    # who weighs it at this moment reads it first
    await ctx.uow.cases.stand_still(case)
    renames = is_renamed(before.identity, after.identity)
    await ctx.uow.cases.save_referral(case.id, after, ctx.actor.id, ctx.now, is_renamed=renames)
    await ctx.record(AuditEvent.REFERRAL_EDITED, case.id)
    if renames:
        await ctx.record(AuditEvent.SUBJECT_RENAMED, case.id)


async def _settle(ctx: Context, held: MarkToAnswer, state: MarkState, answer: str = "") -> None:
    mark = rules.settle_mark(held.mark, state, ctx.actor.id, ctx.now)
    await ctx.uow.incorrect_marks.settle(mark, replace(held.told.words, answer=answer))
    await ctx.uow.timers.cancel(TimerKind.INCORRECT, mark.id)
    await ctx.record(AuditEvent.MARK_ANSWERED, mark.case, mark.id)
    await _announce(ctx, {mark.marked_by} - {ctx.actor.id})


async def remind_supplier(ctx: Context, known_as: MarkId) -> Case:
    """Remind who has to answer a mark, in their next digest; MarkSettledError when it was done."""
    told = await ctx.uow.incorrect_marks.find(known_as)
    case = await ctx.uow.cases.get(told.mark.case)
    await require_case(ctx, Action.GUARD_CORRECTIONS, case)
    if not told.mark.is_open:
        raise rules.MarkSettledError
    await _announce(ctx, await _find_suppliers(ctx, case, told.mark))
    return case


async def look_at_mark(moment: Moment, known_as: str) -> None:
    """Remind a supplier once, and then tell the coordinators that they do not answer; its timer
    calls this.
    """
    told = await moment.uow.incorrect_marks.find(MarkId(known_as))
    if not told.mark.is_open:
        return
    case = await moment.uow.cases.get(told.mark.case)
    await _announce(moment, await _find_suppliers(moment, case, told.mark))
    named_on = rules.silence_named_on(moment.day_of(told.mark.marked_at), moment.calendar)
    if moment.today < named_on:
        await _look_on(moment, told.mark, named_on)
    else:
        await _announce(moment, await moment.uow.people.role_holders(_COORDINATORS, moment.today))
