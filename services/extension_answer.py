"""Who supplied something of a case is asked in the digest and in *mijn* whether it may be kept
longer; process directors read who is silent. A code, days and names of organisations only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain.access import Action, Ground, Involvement, Standing
from domain.case import Case
from domain.extension import AskedExtension, NotAskedOfYouError, SupplierSays
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.policy import decide_access, may_ever
from domain.sight import SeenPart, Sight
from services.access import Permit, require_case, require_role, standing_of
from services.extension import keep_supplier_answer
from services.moment import Context, Reading
from services.partners import name_member
from services.retention import find_case_end
from services.seen_case import SeenCase
from services.suppliers import find_asked_members

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionQuestion:
    """What a supplier is asked: by whom, until when the case would be kept, and the last day to
    answer; ``says`` is what they said before.
    """

    code: CaseCode
    asked_by: str
    goes_on: date
    answer_by: date
    says: SupplierSays | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """A question on a list of who is asked."""

    case: CaseId
    question: ExtensionQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentRow:
    """A case of which these suppliers did not answer and were reminded, or cannot be: what is of
    them goes at ``goes_on``.
    """

    case: CaseId
    code: CaseCode
    organisations: tuple[str, ...]
    goes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionTasks:
    """What one member reads of what is asked of suppliers; ``said`` is what their organisation
    answered and can still answer otherwise.
    """

    asked: Sequence[QuestionRow] = ()
    said: Sequence[QuestionRow] = ()
    silent: Sequence[SilentRow] = ()


async def open_extension_question(ctx: Context, seen: SeenCase) -> Permit:
    """Take up what the organisation of the actor is asked about a case."""
    require_role(ctx, Action.ANSWER_EXTENSION)
    case = await ctx.uow.cases.get(seen.id)
    asked = await ctx.uow.extensions.find(case.id)
    is_supplier = asked is not None and await _answers(ctx, asked)
    standing = replace(await standing_of(ctx, case), is_supplier=is_supplier)
    return await require_case(ctx, Action.ANSWER_EXTENSION, case, standing=standing)


async def read_extension_question(ctx: Context, permit: Permit) -> ExtensionQuestion:
    """Read what a supplier is asked, on record as seen; nothing of what is kept of the case.
    NotAskedOfYouError when it is not asked any more.
    """
    case = permit.case_for(ctx, Action.ANSWER_EXTENSION)
    await ctx.record_seen(permit.sight(SeenPart.RETENTION))
    asked = await ctx.uow.extensions.find(case.id)
    if asked is None:
        raise NotAskedOfYouError
    return await _form_question(ctx, case, asked)


async def answer_extension(ctx: Context, permit: Permit, says: SupplierSays) -> None:
    """Say for one's organisation whether what is of it may be kept longer; until the term is over
    it can say something else.
    """
    case = permit.case_for(ctx, Action.ANSWER_EXTENSION)
    await keep_supplier_answer(ctx, case, ctx.actor.organisation.id, says)


async def list_extension_rows(ctx: Context) -> ExtensionTasks:
    """List what the actor's organisation is asked and, for who may keep a case longer, who is
    silent; on record as seen.
    """
    rows, sights = await _find_rows(ctx)
    await ctx.record_seen(*sights)
    return rows


async def read_extension_rows(reading: Reading) -> ExtensionTasks:
    """Read the same for the digest, but for what was answered."""
    rows, _ = await _find_rows(await reading.as_recipient())
    return replace(rows, said=())


async def _find_rows(ctx: Context) -> tuple[ExtensionTasks, Sequence[Sight]]:
    asked = await _list_open(ctx)
    known = await ctx.uow.cases.known([one.case for one in asked]) if asked else ()
    cases = {one.id: one for one in known}
    questions, silent, sights = list[QuestionRow](), list[SilentRow](), list[Sight]()
    said = list[QuestionRow]()
    for one in asked:
        case = cases[one.case]
        if ground := await _find_answering_ground(ctx, case, one):
            question = await _form_question(ctx, case, one)
            rows = said if question.says else questions
            rows.append(QuestionRow(case=case.id, question=question))
            sights.append(_sight(case, ground))
        if (guards := _find_guarding_ground(ctx, case)) and (row := await _name(ctx, case, one)):
            silent.append(row)
            sights.append(_sight(case, guards))
    return ExtensionTasks(asked=questions, said=said, silent=silent), sights


async def _list_open(ctx: Context) -> Sequence[AskedExtension]:
    actions = (Action.ANSWER_EXTENSION, Action.EXTEND_CASE)
    if not any(may_ever(one, ctx.actor) for one in actions):
        return ()
    own = ctx.actor.organisation.id
    return [one for one in await ctx.uow.extensions.open() if one.silent or own in one.asked]


def _sight(case: Case, ground: Ground) -> Sight:
    return Sight(part=SeenPart.RETENTION, ground=ground, case_id=case.id)


async def _find_answering_ground(ctx: Context, case: Case, asked: AskedExtension) -> Ground | None:
    if not await _answers(ctx, asked):
        return None
    standing = Standing(involvement=Involvement.NONE, state=case.state, is_supplier=True)
    return decide_access(Action.ANSWER_EXTENSION, ctx.actor, standing).ground


def _find_guarding_ground(ctx: Context, case: Case) -> Ground | None:
    standing = Standing(involvement=Involvement.NONE, state=case.state)
    return decide_access(Action.EXTEND_CASE, ctx.actor, standing).ground


async def _answers(ctx: Context, asked: AskedExtension) -> bool:
    """Tell whether the actor is one of those who are asked for their organisation."""
    own = ctx.actor.organisation.id
    return own in asked.asked and ctx.actor.id in await find_asked_members(ctx, asked.case, own)


async def _name(ctx: Context, case: Case, asked: AskedExtension) -> SilentRow | None:
    silent = [one for one in sorted(asked.silent) if await _is_to_call(ctx, asked, one)]
    if not silent:
        return None
    found = [await ctx.uow.people.organisation(one) for one in silent]
    return SilentRow(
        case=case.id,
        code=case.code,
        organisations=tuple(sorted(one.name for one in found)),
        goes_on=(await find_case_end(ctx, case)).goes_on,
    )


async def _is_to_call(ctx: Context, asked: AskedExtension, organisation: OrganisationId) -> bool:
    return bool(asked.reminded_on) or not await find_asked_members(ctx, asked.case, organisation)


async def _form_question(ctx: Context, case: Case, asked: AskedExtension) -> ExtensionQuestion:
    own = asked.answer_of(ctx.actor.organisation.id)
    return ExtensionQuestion(
        code=case.code,
        asked_by=await name_member(ctx, asked.asked_by),
        goes_on=asked.goes_on,
        answer_by=(await find_case_end(ctx, case)).goes_on - _DAY,
        says=own.says if own else None,
    )
