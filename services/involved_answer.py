"""An organisation is asked whether it may be named to who referred a case: it says yes or rather
not, also by telephone, and can take that back. After the last day the referrer reads the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access import Action, Ground, Involvement, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.enquiry import DisclosureGround
from domain.identifiers import CaseCode, CaseId, NamingId
from domain.involved_answer import (
    InvolvedAnswer,
    NamingAnswer,
    NamingAsked,
    NotAskedToBeNamedError,
    answer_naming,
    is_time_to_call,
    take_back_naming,
)
from domain.member import Speaker
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.access import Permit, not_involved, require_case
from services.action_reminders import open_office
from services.answering import answers_now_for, find_who_answers, is_speaker
from services.digest import tell_in_digest
from services.enquiry_answer import is_bound_by_secrecy
from services.guarding import find_who_guards
from services.involved_asking import (
    end_involved_answer,
    tell_asked_to_be_named,
)
from services.involved_reading import find_involved
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.takeover import WhomAsked, reveal_whom


class NamingStep(StrEnum):
    """What there is to do: to answer, to take an answer back, or for who weighed to call."""

    TO_ANSWER = "to_answer"
    ANSWERED = "answered"
    TO_CALL = "to_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingRow:
    """A question to an organisation, without a name: for who is asked, or for who weighed."""

    id: NamingId
    case: CaseId
    code: CaseCode
    version: int
    step: NamingStep
    organisation: str
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingLook:
    """A question that the actor may answer: for their organisation, or as it was said by telephone
    by who speaks for it.
    """

    permit: Permit
    naming: NamingAsked
    speaker: Speaker | None
    is_by_telephone: bool


async def open_naming(ctx: Context, naming_id: NamingId) -> NamingLook:
    """Find the question that the actor may answer; NotAskedToBeNamedError when it is over or
    answered.
    """
    look = await _open(ctx, naming_id)
    if look.naming.answer is not None:
        raise NotAskedToBeNamedError
    return look


async def _open(ctx: Context, naming_id: NamingId) -> NamingLook:
    naming = await ctx.uow.involved_answers.get_naming(naming_id)
    case = await ctx.uow.cases.get(naming.case)
    speaker = await find_who_answers(ctx, naming.organisation)
    is_asked = is_speaker(ctx.actor, naming.organisation, speaker)
    standing = Standing(involvement=Involvement.ASKED, state=case.state) if is_asked else None
    permit = await require_case(ctx, Action.BE_NAMED, case, standing=standing)
    question = await find_involved(ctx, case)
    if question is None or not question.is_open(case.state, ctx.today):
        raise NotAskedToBeNamedError
    return NamingLook(permit=permit, naming=naming, speaker=speaker, is_by_telephone=not is_asked)


async def view_naming(ctx: Context, look: NamingLook) -> WhomAsked:
    """Show about whom an organisation may be named, on record as revealed."""
    look.permit.case_for(ctx, Action.BE_NAMED)
    asked = look.naming.organisation
    return await reveal_whom(
        ctx, look.permit, asked, look.speaker, is_by_telephone=look.is_by_telephone
    )


async def say_naming(
    ctx: Context, look: NamingLook, answer: NamingAnswer, ground: DisclosureGround | None = None
) -> Case:
    """Say whether an organisation may be named; NoGroundToBeNamedError for a yes without the ground
    that secrecy asks. Both answers take the same steps: nobody tells by what is on record, or by
    when the answer is given, who rather was not.
    """
    case = look.permit.case_for(ctx, Action.BE_NAMED)
    is_bound = await is_bound_by_secrecy(ctx, look.naming.organisation)
    said = answer_naming(look.naming, answer, ground, ctx.actor.id, ctx.now, is_bound=is_bound)
    await ctx.uow.involved_answers.save(said)
    await _record(ctx, look)
    return case


async def take_back_naming_answer(
    ctx: Context, naming_id: NamingId, seen_version: int | None
) -> NamingRow | None:
    """Take back what the actor's organisation said: it is asked again, as long as the question is
    open. TooLateNotToBeNamedError for a no after a quarter of an hour; an old card changes nothing.
    """
    look = await _open(ctx, naming_id)
    if look.is_by_telephone:
        raise not_involved(Action.BE_NAMED, look.permit.case.id)
    if look.naming.version == seen_version:
        await ctx.uow.involved_answers.save(take_back_naming(look.naming, ctx.now))
        await _record(ctx, look)
    rows = await list_namings(ctx)
    return next((one for one in rows if one.id == naming_id), None)


async def _record(ctx: Context, look: NamingLook) -> None:
    """By who speaks for the organisation, or for them by telephone."""
    asked = look.speaker.id if look.speaker else look.naming.organisation
    spoken_for = asked if look.is_by_telephone else None
    event, case = AuditEvent.NAMING_ANSWERED, look.permit.case.id
    await ctx.record_said(event, case, look.naming.id, spoken_for=spoken_for)


async def look_at_involved_answer(moment: Moment, case_id: str) -> None:
    """Remind who said nothing, once, and have who weighed read whom to call; after the last day the
    referrer hears that there is an answer. Its timer calls this.
    """
    case = await moment.uow.cases.get(CaseId(case_id))
    question = await find_involved(moment, case)
    if question is None:
        await end_involved_answer(moment, case.id)
    elif question.is_given(moment.today):
        await _tell_referrer(moment, case, question)
    else:
        await _remind(moment, question)
        after = moment.calendar.add_working_days(question.due_on, 1)
        await look_in_the_morning(moment, TimerKind.INVOLVED_ANSWER, case.id, after)


async def _tell_referrer(moment: Moment, case: Case, question: InvolvedAnswer) -> None:
    key = f"weighing:{case.id}:answered:{question.due_on}"
    window = open_office(moment)
    await moment.tell(NoticeKind.REFERRAL_WEIGHED, case.referrer, case.id, key, window=window)


async def _remind(moment: Moment, question: InvolvedAnswer) -> None:
    await tell_asked_to_be_named(moment, question.silent, moment.today)
    if question.silent:
        await tell_in_digest(
            moment, *await find_who_guards(moment, question.asked_by), on=moment.today
        )


async def list_namings(ctx: Context) -> Sequence[NamingRow]:
    """List what the actor's organisation is asked, and which the actor can call."""
    rows = await _list(ctx)
    await ctx.record_listed((one.case, _ground_of(one)) for one in rows)
    return rows


async def read_namings(reading: Reading) -> Sequence[NamingRow]:
    """Read for the digest what waits for an answer; whom to call from the day of the reminder."""
    ctx = await reading.as_recipient()
    return [one for one in await _list(ctx) if _is_due(ctx, one)]


def _is_due(moment: Moment, row: NamingRow) -> bool:
    is_ending = is_time_to_call(moment.today, row.until_on, moment.calendar)
    return row.step is NamingStep.TO_ANSWER or (row.step is NamingStep.TO_CALL and is_ending)


def _ground_of(row: NamingRow) -> Ground:
    return Ground.PROCESS_DIRECTOR if row.step is NamingStep.TO_CALL else Ground.ASKED


async def _list(ctx: Context) -> Sequence[NamingRow]:
    questions = await ctx.uow.involved_answers.open_on(ctx.today)
    ids = {one.case for one in questions}
    cases = {one.id: one for one in await ctx.uow.cases.known(ids)} if ids else {}
    rows = list[NamingRow]()
    for question in questions:
        case = cases[question.case]
        if question.is_open(case.state, ctx.today):
            rows += await _rows_of(ctx, case, question)
    return rows


async def _rows_of(ctx: Context, case: Case, question: InvolvedAnswer) -> Sequence[NamingRow]:
    own = [
        await _row(ctx, case, question, one, step)
        for one in question.namings
        if (step := await _find_own_step(ctx, one))
    ]
    may_call = ctx.actor.id in await find_who_guards(ctx, question.asked_by)
    to_call = question.silent if may_call else ()
    return [
        *own,
        *[await _row(ctx, case, question, one, NamingStep.TO_CALL) for one in to_call],
    ]


async def _find_own_step(ctx: Context, naming: NamingAsked) -> NamingStep | None:
    if not await answers_now_for(ctx, ctx.actor, naming.organisation):
        return None
    if naming.answer is None:
        return NamingStep.TO_ANSWER
    return NamingStep.ANSWERED if naming.may_be_taken_back(ctx.now) else None


async def _row(
    ctx: Context, case: Case, question: InvolvedAnswer, naming: NamingAsked, step: NamingStep
) -> NamingRow:
    return NamingRow(
        id=naming.id,
        case=case.id,
        code=case.code,
        version=naming.version,
        step=step,
        organisation=(await ctx.uow.people.organisation(naming.organisation)).name,
        until_on=question.due_on,
    )
