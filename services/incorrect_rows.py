"""What is called incorrect, on lists: who has to answer, whose silence coordinators read, and what
became of what somebody called incorrect. Codes only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground, Involvement, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, MarkId
from domain.incorrect import IncorrectMark, StatementPart, silence_named_on
from domain.policy import decide_access
from services.digest import is_first_digest_since
from services.incorrect_supplier import find_code_known, stand_as_supplier
from services.moment import Context, Reading

# nobody is away longer and still reads what became of it
_LOOKS_BACK: Final = timedelta(weeks=8)


class MarkTask(StrEnum):
    """What a mark asks of who finds it on a list."""

    ANSWER = "answer"
    SILENT = "silent"
    NEW = "new"
    CORRECTED = "corrected"
    STANDS = "stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """A mark on a list: never what was said."""

    mark: MarkId
    case: CaseId
    code: CaseCode
    task: MarkTask
    part: StatementPart
    marked_at: datetime


async def list_own_marks(ctx: Context) -> Sequence[MarkRow]:
    """List what the actor has to answer, and for a coordinator which suppliers do not."""
    found = [one for one in await _list_open(ctx) if one[0].task is not MarkTask.NEW]
    await ctx.record_listed((row.case, on) for row, on in found)
    return [row for row, _ in found]


async def read_own_marks(reading: Reading) -> Sequence[MarkRow]:
    """Read the same for the digest, with what was marked or answered since the one before."""
    ctx = await reading.as_recipient()
    waiting = [
        row
        for row, _ in await _list_open(ctx)
        if row.task is not MarkTask.NEW or await is_first_digest_since(reading, row.marked_at)
    ]
    return [*waiting, *await _list_answered(reading, ctx)]


async def _list_open(ctx: Context) -> Sequence[tuple[MarkRow, Ground]]:
    marks = await ctx.uow.incorrect_marks.open()
    if not marks:
        return ()
    ids = {one.case for one in marks}
    cases = {one.id: one for one in await ctx.uow.cases.known(ids)}
    stands = await ctx.uow.cases.involvements(ids, ctx.actor.id)
    rows = list[tuple[MarkRow, Ground]]()
    for one in marks:
        case = cases[one.case]
        standing = Standing(involvement=stands[case.id], state=case.state)
        if found := await find_mark_row(ctx, case, one, standing):
            rows.append(found)
    return rows


async def find_mark_row(
    ctx: Context, case: Case, mark: IncorrectMark, stands: Standing
) -> tuple[MarkRow, Ground] | None:
    """Find what an open mark asks of the actor, who stands so to its case, and why they read it."""
    found = await _find_task(ctx, case, mark, stands)
    if found is None:
        return None
    task, ground = found
    return _row(case, mark, task, await find_code_known(ctx, case, mark)), ground


async def _find_task(
    ctx: Context, case: Case, mark: IncorrectMark, stands: Standing
) -> tuple[MarkTask, Ground] | None:
    standing = await stand_as_supplier(ctx, case, mark, stands)
    if ground := decide_access(Action.CORRECT_STATEMENT, ctx.actor, standing).ground:
        return MarkTask.ANSWER, ground
    if ground := decide_access(Action.GUARD_CORRECTIONS, ctx.actor, standing).ground:
        named_on = silence_named_on(ctx.day_of(mark.marked_at), ctx.calendar)
        return MarkTask.SILENT if ctx.today >= named_on else MarkTask.NEW, ground
    return None


def _row(case: Case, mark: IncorrectMark, task: MarkTask, code: CaseCode) -> MarkRow:
    return MarkRow(
        mark=mark.id,
        case=case.id,
        code=code,
        task=task,
        part=mark.part,
        marked_at=mark.marked_at,
    )


async def _list_answered(reading: Reading, ctx: Context) -> Sequence[MarkRow]:
    since = reading.now - _LOOKS_BACK
    answered = await reading.uow.incorrect_marks.answered_of(reading.recipient.id, since)
    if not answered:
        return ()
    news = [
        one
        for one in answered
        if one.answered_at and await is_first_digest_since(reading, one.answered_at)
    ]
    cases = {one.id: one for one in await reading.uow.cases.known({one.case for one in news})}
    stands = await reading.uow.cases.involvements(list(cases), reading.recipient.id)
    return [
        _row(cases[one.case], one, MarkTask(one.state.value), cases[one.case].code)
        for one in news
        if one.case in cases and _may_see(ctx, cases[one.case], one, stands[one.case])
    ]


def _may_see(ctx: Context, case: Case, mark: IncorrectMark, stands: Involvement) -> bool:
    standing = Standing(involvement=stands, state=case.state)
    # who comes to a session reads what was reported, and nothing else of the case
    is_report = mark.part is StatementPart.REPORT
    action = Action.VIEW_SESSION if is_report else Action.VIEW_CASE
    return decide_access(action, ctx.actor, standing).is_allowed
