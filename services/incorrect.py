"""Who may read a statement calls it incorrect; its supplier is asked in the digest and in *mijn*,
reminded, and named to the coordinators when they do not answer (BGS art. 1.7). The mark is read
wherever the statement is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from domain import incorrect as rules
from domain.access import Action
from domain.acute_invitation import ReportHiddenError
from domain.acute_report import AcuteReport
from domain.acute_session import NotInThisStepError
from domain.audit import AuditEvent
from domain.case import Case
from domain.contribution import Contribution, ContributionWithdrawnError, write_next
from domain.contribution_access import ContributionShown, ContributionUse
from domain.identifiers import (
    CaseCode,
    CaseId,
    ContributionId,
    InvitationId,
    MarkId,
    MinutesId,
    OrganisationId,
    SessionId,
)
from domain.incorrect import (
    ANSWERED_BESIDE,
    OF_REFERRAL,
    IncorrectMark,
    MarkState,
    MarkWords,
    StatementPart,
    ToldMark,
)
from domain.referral import Identity, Referral, find_missing
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, not_involved, require_case, standing_of
from services.acute.completion import add_to_kept_report
from services.acute.permits import open_own_invitation, open_to_note
from services.added_facts import keep_told
from services.contribution_reading import read_contributions
from services.digest import tell_in_digest
from services.guarding import list_coordinators
from services.incorrect_at_once import tell_of_running_session
from services.incorrect_reading import is_told_by_report
from services.incorrect_supplier import find_code_known, find_suppliers, stand_as_supplier
from services.minutes_views import open_minutes_to_read
from services.moment import Context, Moment
from services.morning_look import look_in_the_morning
from services.partners import name_organisations

_READ = (
    Action.READ_STORY,
    Action.VIEW_MINUTES,
    Action.NOTE_SESSION,
    Action.VIEW_SESSION,
    Action.READ_CONTRIBUTIONS,
)
# what is read beside a mark that is answered; minutes are read where they stand
_BESIDE: Final[Mapping[StatementPart, SeenPart | None]] = {
    StatementPart.WHO: SeenPart.IDENTITY,
    StatementPart.REPORT: SeenPart.REPORT,
    StatementPart.MINUTES: None,
    StatementPart.CONTRIBUTION: SeenPart.CONTRIBUTIONS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Markable:
    """What the actor may call incorrect: parts of a case they may read; ``subject`` is the id of
    the minutes, session or contribution, ``supplier`` who contributed that, ``invitation`` by which
    they read what was reported in a session.
    """

    permit: Permit
    parts: tuple[StatementPart, ...]
    subject: str = ""
    invitation: InvitationId | None = None
    supplier: OrganisationId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkToAnswer:
    """A mark that waits for the actor, who supplied what it is about; ``organisation`` calls it
    incorrect. ``referral`` is what it says now, ``report`` what was reported acutely,
    ``contribution`` what was contributed; ``code`` is the one by which the actor knows the case.
    """

    permit: Permit
    told: ToldMark
    code: CaseCode
    organisation: str
    referral: Referral
    report: AcuteReport | None = None
    contribution: Contribution | None = None

    @property
    def mark(self) -> IncorrectMark:
        """The mark."""
        return self.told.mark

    @property
    def said(self) -> str:
        """What a part of a referral or a contribution says now; empty for all else."""
        if self.contribution:
            return self.contribution.text.said if self.contribution.text else ""
        return rules.read_text(self.referral, self.mark.part)


async def open_story_to_mark(ctx: Context, case_id: CaseId) -> Markable:
    """Find the parts of a referral that the actor may call incorrect."""
    permit = await require_case(ctx, Action.READ_STORY, await ctx.uow.cases.get(case_id))
    return Markable(permit=permit, parts=OF_REFERRAL)


async def open_minutes_to_mark(ctx: Context, minutes: MinutesId) -> Markable:
    """Find minutes that the actor may call incorrect."""
    held = await open_minutes_to_read(ctx, minutes)
    return Markable(permit=held.permit, parts=(StatementPart.MINUTES,), subject=minutes)


async def open_report_to_mark(ctx: Context, session_id: SessionId) -> Markable:
    """Find an acute report that who directs its session, or takes notes in it, may call incorrect;
    NotInThisStepError for a drill, which is about nobody.
    """
    running = await open_to_note(ctx, session_id)
    if running.session.is_drill:
        raise NotInThisStepError
    return Markable(permit=running.permit, parts=(StatementPart.REPORT,), subject=session_id)


async def open_told_to_mark(ctx: Context, invitation: InvitationId) -> Markable:
    """Find what was reported that who comes to a session may call incorrect; ReportHiddenError for
    who cannot read it, NotInThisStepError for a drill.
    """
    asked = await open_own_invitation(ctx, invitation)
    report = await ctx.uow.sessions.report(asked.session)
    if not (asked.invitation.is_coming and report.may_share):
        raise ReportHiddenError
    if asked.session.is_drill:
        raise NotInThisStepError
    permit = await require_case(ctx, Action.VIEW_SESSION, asked.case)
    return Markable(
        permit=permit,
        parts=(StatementPart.REPORT,),
        subject=asked.session.id,
        invitation=invitation,
    )


async def open_contribution_to_mark(ctx: Context, known_as: ContributionId) -> Markable:
    """Find a contribution that the actor may call incorrect: whoever reads its text."""
    newest = (await ctx.uow.contributions.versions(known_as))[0]
    case = await ctx.uow.cases.get(newest.case)
    permit = await require_case(ctx, Action.READ_CONTRIBUTIONS, case)
    shown = await read_contributions(ctx, permit, ContributionUse.PAGE)
    read = {one.told.id for one in shown if one.how is ContributionShown.TEXT}
    if known_as not in read:
        raise not_involved(Action.READ_CONTRIBUTIONS, case.id)
    return Markable(
        permit=permit,
        parts=(StatementPart.CONTRIBUTION,),
        subject=known_as,
        supplier=newest.organisation,
    )


async def mark_incorrect(
    ctx: Context, markable: Markable, part: StatementPart, what: str
) -> IncorrectMark:
    """Call a statement incorrect: its supplier and the coordinators read that in their next digest,
    of the report of an acute session that runs at once.

    Raises NoMarkWordsError without words.
    """
    case = markable.permit.case_for(ctx, *_READ)
    mark = IncorrectMark(
        id=MarkId(uuid4().hex),
        case=case.id,
        part=part,
        subject=markable.subject,
        marked_by=ctx.actor.id,
        organisation=ctx.actor.organisation.id,
        marked_at=ctx.now,
        supplier=markable.supplier,
    )
    await ctx.uow.incorrect_marks.add(mark, MarkWords(what=rules.require_words(what)))
    await ctx.record(AuditEvent.MARKED_INCORRECT, case.id, mark.id)
    suppliers = await find_suppliers(ctx, case, mark)
    await tell_in_digest(ctx, *ctx.others([*suppliers, *await list_coordinators(ctx)]))
    await tell_of_running_session(ctx, mark, suppliers)
    reminded_on = rules.supplier_reminded_on(ctx.today, ctx.calendar)
    await look_in_the_morning(ctx, TimerKind.INCORRECT, mark.id, reminded_on)
    return mark


async def open_mark_to_answer(ctx: Context, known_as: MarkId) -> MarkToAnswer:
    """Find a mark that the actor has to answer; MarkSettledError when it was answered."""
    told = await ctx.uow.incorrect_marks.find(known_as)
    case = await ctx.uow.cases.get(told.mark.case)
    stands = await stand_as_supplier(ctx, case, told.mark, await standing_of(ctx, case))
    permit = await require_case(ctx, Action.CORRECT_STATEMENT, case, standing=stands)
    if not told.mark.is_open:
        raise rules.MarkSettledError
    names = await name_organisations(ctx)
    return MarkToAnswer(
        permit=permit,
        told=told,
        code=await find_code_known(ctx, case, told.mark),
        organisation=names.get(told.mark.organisation, told.mark.organisation),
        referral=await ctx.uow.cases.referral(case.id),
        report=await _find_report(ctx, told.mark),
        contribution=await _find_contribution(ctx, told.mark),
    )


async def _find_report(ctx: Context, mark: IncorrectMark) -> AcuteReport | None:
    if mark.part is not StatementPart.REPORT:
        return None
    return await ctx.uow.sessions.report(await ctx.uow.sessions.get(SessionId(mark.subject)))


async def _find_contribution(ctx: Context, mark: IncorrectMark) -> Contribution | None:
    if mark.part is not StatementPart.CONTRIBUTION:
        return None
    return (await ctx.uow.contributions.versions(ContributionId(mark.subject)))[0]


async def record_mark_seen(ctx: Context, held: MarkToAnswer) -> None:
    """Put on record that a supplier sees what is called incorrect, and what it says now."""
    held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    part = _BESIDE.get(held.mark.part, SeenPart.STORY)
    beside = [held.permit.sight(part, held.mark.subject or None)] if part else []
    await ctx.record_seen(held.permit.sight(SeenPart.INCORRECT, held.mark.id), *beside)


async def let_statement_stand(ctx: Context, held: MarkToAnswer, why: str) -> None:
    """Say that a statement is correct, and why; NoMarkWordsError without words."""
    held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    await _settle(ctx, held, MarkState.STANDS, rules.require_words(why))


async def correct_statement(ctx: Context, held: MarkToAnswer, text: str) -> None:
    """Correct a statement. A referral or contribution gets a new version that says so, a report
    what is added to it, and so does a case that says it in the same words; beside minutes and an
    intake the mark itself says what it must be.

    Raises NoMarkWordsError without words, ContributionWithdrawnError.
    """
    case = held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    if held.mark.part in ANSWERED_BESIDE:
        await _settle(ctx, held, MarkState.CORRECTED, rules.require_words(text))
        return
    if held.mark.part is StatementPart.REPORT:
        await _correct_report(ctx, case, held, rules.require_words(text))
    elif held.contribution:
        await ctx.uow.cases.stand_still(case)
        await _correct_contribution(ctx, held.contribution, rules.require_words(text))
    else:
        corrected = rules.correct_text(held.referral, held.mark.part, text)
        await keep_told(ctx, case, held.referral, corrected)
    await _settle(ctx, held, MarkState.CORRECTED)


async def _correct_report(ctx: Context, case: Case, held: MarkToAnswer, said: str) -> None:
    session = await ctx.uow.sessions.get(SessionId(held.mark.subject))
    await add_to_kept_report(ctx, session, said)
    is_same = held.report is not None and held.referral.why_now == held.report.happening
    if is_same and await is_told_by_report(ctx, session):
        corrected = rules.correct_text(held.referral, StatementPart.WHY_NOW, said)
        await keep_told(ctx, case, held.referral, corrected)


async def _correct_contribution(ctx: Context, told: Contribution, said: str) -> None:
    if told.text is None:
        raise ContributionWithdrawnError
    corrected = write_next(told, replace(told.text, said=said), ctx.sign())
    await ctx.uow.contributions.add(corrected)
    await ctx.record(AuditEvent.CONTRIBUTION_CHANGED, told.case, told.id)


async def correct_identity(ctx: Context, held: MarkToAnswer, identity: Identity) -> None:
    """Correct who a case is about, in a new version; NoMarkWordsError when that is not enough to
    know who it is.
    """
    case = held.permit.case_for(ctx, Action.CORRECT_STATEMENT)
    kept = replace(identity, address=held.referral.identity.address)
    corrected = replace(held.referral, identity=kept)
    if set(find_missing(corrected, ctx.today)) - set(find_missing(held.referral, ctx.today)):
        raise rules.NoMarkWordsError
    await keep_told(ctx, case, held.referral, corrected)
    await _settle(ctx, held, MarkState.CORRECTED)


async def _settle(ctx: Context, held: MarkToAnswer, state: MarkState, answer: str = "") -> None:
    mark = rules.settle_mark(held.mark, state, ctx.actor.id, ctx.now)
    await ctx.uow.incorrect_marks.settle(mark, replace(held.told.words, answer=answer))
    await ctx.uow.timers.cancel(TimerKind.INCORRECT, mark.id)
    await ctx.record(AuditEvent.MARK_ANSWERED, mark.case, mark.id)
    await tell_in_digest(ctx, *ctx.others([mark.marked_by]))


async def forget_marks_of(ctx: Context, told: Contribution) -> None:
    """Let nothing stay of what was said about a contribution whose text is destroyed: what was
    still asked is answered by that.
    """
    for one in await ctx.uow.incorrect_marks.of_case(told.case):
        if one.mark.subject != told.id:
            continue
        mark = one.mark
        if mark.is_open:
            mark = rules.settle_mark(mark, MarkState.CORRECTED, ctx.actor.id, ctx.now)
            await ctx.uow.timers.cancel(TimerKind.INCORRECT, mark.id)
            await ctx.record(AuditEvent.MARK_ANSWERED, mark.case, mark.id)
            await tell_in_digest(ctx, *ctx.others([mark.marked_by]))
        await ctx.uow.incorrect_marks.forget_words(mark)


async def remind_supplier(ctx: Context, known_as: MarkId) -> Case:
    """Remind who has to answer a mark, in their next digest; MarkSettledError when it was done."""
    told = await ctx.uow.incorrect_marks.find(known_as)
    case = await ctx.uow.cases.get(told.mark.case)
    await require_case(ctx, Action.GUARD_CORRECTIONS, case)
    if not told.mark.is_open:
        raise rules.MarkSettledError
    await tell_in_digest(ctx, *await find_suppliers(ctx, case, told.mark))
    return case


async def look_at_mark(moment: Moment, known_as: str) -> None:
    """Remind a supplier once, and then tell the coordinators that they do not answer; its timer
    calls this.
    """
    told = await moment.uow.incorrect_marks.find(MarkId(known_as))
    if not told.mark.is_open:
        return
    case = await moment.uow.cases.get(told.mark.case)
    await tell_in_digest(moment, *await find_suppliers(moment, case, told.mark))
    named_on = rules.silence_named_on(moment.day_of(told.mark.marked_at), moment.calendar)
    if moment.today < named_on:
        await look_in_the_morning(moment, TimerKind.INCORRECT, told.mark.id, named_on)
    else:
        await tell_in_digest(moment, *await list_coordinators(moment))
