"""A process director who calls an organisation puts down what it says of all that it is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.access import Action, Involvement
from domain.confirmation import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOverError,
    NoDecisionChosenError,
    SaidBeforeNamedError,
    SaidInFutureError,
    SaidOfAgreement,
)
from domain.identifiers import CaseCode, ConfirmationId, MemberId
from domain.member import Member
from domain.sight import SeenPart, Sight
from services.access import Permit, find_grounds, not_involved, require_case
from services.confirmation import keep_said
from services.moment import Context
from services.partners import find_representatives

# a window must stay small: the rest comes when these are answered
NOTED_AT_ONCE: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionToNote:
    """A question without an answer, and the code of its case."""

    asked: Confirmation
    code: CaseCode


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationsToNote:
    """What an organisation is asked and did not answer, oldest first, and who may speak for it;
    ``left_out`` counts what comes after this is answered.
    """

    permit: Permit
    organisation: str
    questions: tuple[QuestionToNote, ...]
    speakers: tuple[Member, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidByTelephone:
    """Who said what, on which day, of which questions, and which of those are wrong."""

    said_by: MemberId
    said_on: date
    discussed: Collection[ConfirmationId]
    wrong: Collection[ConfirmationId] = ()


async def open_confirmations_to_note(ctx: Context, known_as: ConfirmationId) -> ConfirmationsToNote:
    """Find all that the organisation of one question did not answer, for a process director who
    calls it, also before the term passed; on record as seen. ConfirmationOverError when it answered
    everything.
    """
    one = await ctx.uow.confirmations.get(known_as)
    permit = await require_case(ctx, Action.NOTE_AGREEMENT, await ctx.uow.cases.get(one.case))
    questions = await _find_questions(ctx, await ctx.uow.confirmations.asked_of(one.organisation))
    if not questions:
        raise ConfirmationOverError
    organisation = await ctx.uow.people.organisation(one.organisation)
    found = (await find_representatives(ctx, [organisation.id]))[organisation.id]
    return ConfirmationsToNote(
        permit=permit,
        organisation=organisation.name,
        questions=questions[:NOTED_AT_ONCE],
        speakers=tuple([await ctx.uow.people.member(each.id) for each in found]),
        left_out=len(questions[NOTED_AT_ONCE:]),
    )


async def _find_questions(
    ctx: Context, open_ones: Sequence[Confirmation]
) -> tuple[QuestionToNote, ...]:
    cases = await ctx.uow.cases.known({one.case for one in open_ones})
    grounds = find_grounds(ctx, Action.NOTE_AGREEMENT, dict.fromkeys(cases, Involvement.NONE))
    known = {case.id: (case.code, ground) for case, ground in grounds.items()}
    held = [one for one in open_ones if one.case in known]
    await ctx.record_seen(
        *(
            Sight(
                part=SeenPart.OVERVIEW,
                ground=known[one.case][1],
                case_id=one.case,
                subject=one.id,
            )
            for one in held[:NOTED_AT_ONCE]
        )
    )
    return tuple(QuestionToNote(asked=one, code=known[one.case][0]) for one in held)


async def note_confirmations(ctx: Context, held: ConfirmationsToNote, said: SaidByTelephone) -> int:
    """Put down what was said by telephone of each question; how many that are. What was answered
    meanwhile stands.

    SaidInFutureError for a day to come, SaidBeforeNamedError for one before a decision that it is
    about, NoDecisionChosenError when nothing of this is open any more; a refusal when who said so
    does not speak for the organisation.
    """
    held.permit.case_for(ctx, Action.NOTE_AGREEMENT)
    if said.said_on > ctx.today:
        raise SaidInFutureError
    if said.said_by not in {one.id for one in held.speakers}:
        raise not_involved(Action.NOTE_AGREEMENT, held.permit.case.id)
    noted = [one.asked for one in held.questions if one.asked.id in said.discussed]
    if not noted:
        raise NoDecisionChosenError
    if any(said.said_on < ctx.day_of(one.named_at) for one in noted):
        raise SaidBeforeNamedError
    for one in noted:
        await keep_said(ctx, one, _form(ctx, said, one.id))
    return len(noted)


def _form(ctx: Context, said: SaidByTelephone, known_as: ConfirmationId) -> SaidOfAgreement:
    is_wrong = known_as in said.wrong
    return SaidOfAgreement(
        answer=ConfirmationAnswer.CONTRADICTED if is_wrong else ConfirmationAnswer.CONFIRMED,
        said_by=said.said_by,
        said_on=said.said_on,
        noted_by=ctx.actor.id,
    )
