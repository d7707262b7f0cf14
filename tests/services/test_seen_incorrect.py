"""What is shown of something that is called incorrect goes on record: see ``test_seen``."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from domain.access import Action, CaseState, Ground
from domain.acute_session import SessionState
from domain.identifiers import CaseId, MarkId, SessionId
from domain.incorrect import OF_REFERRAL, MarkWords, StatementPart
from domain.sight import SeenPart
from services.access import require_case
from services.acute.permits import open_to_note
from services.incorrect import open_mark_to_answer, record_mark_seen
from services.incorrect_reading import read_incorrect, read_report_marks
from services.incorrect_rows import list_own_marks
from services.moment import Context
from tests.support.acute import REPORT, a_session
from tests.support.incorrect_marks import a_mark

Show = Callable[[Context, Any], Awaitable[object]]


async def call_incorrect(ctx: Context, case: CaseId) -> MarkId:
    mark = a_mark(case, ctx.now)
    await ctx.uow.incorrect_marks.add(mark, MarkWords(what="x"))
    return mark.id


async def mark_and_list(ctx: Context, case: CaseId) -> object:
    await call_incorrect(ctx, case)
    return await list_own_marks(ctx)


async def mark_and_look(ctx: Context, case: CaseId) -> object:
    mark = await call_incorrect(ctx, case)
    return await record_mark_seen(ctx, await open_mark_to_answer(ctx, mark))


async def mark_and_read_report(ctx: Context, case: CaseId) -> object:
    session = SessionId("s-1")
    reported = a_session(id=session, case=case, state=SessionState.CONVENED)
    await ctx.uow.sessions.add(reported, REPORT)
    mark = replace(a_mark(case, ctx.now), part=StatementPart.REPORT, subject=session)
    await ctx.uow.incorrect_marks.add(mark, MarkWords(what="x"))
    return await read_report_marks(ctx, await open_to_note(ctx, session))


async def mark_and_read(ctx: Context, case: CaseId) -> object:
    await call_incorrect(ctx, case)
    permit = await require_case(ctx, Action.VIEW_CASE, await ctx.uow.cases.get(case))
    return await read_incorrect(ctx, permit, OF_REFERRAL)


OF_A_MARK: Final[dict[str, tuple[str, CaseState, Show, set[tuple[SeenPart, Ground]]]]] = {
    "list_own_marks": (
        "agent",
        CaseState.TAKEN_UP,
        mark_and_list,
        {(SeenPart.OVERVIEW, Ground.SUPPLIER)},
    ),
    "record_mark_seen": (
        "agent",
        CaseState.TAKEN_UP,
        mark_and_look,
        {(SeenPart.INCORRECT, Ground.SUPPLIER), (SeenPart.STORY, Ground.SUPPLIER)},
    ),
    "read_report_marks": (
        "daan",
        CaseState.TAKEN_UP,
        mark_and_read_report,
        {(SeenPart.INCORRECT, Ground.PROCESS_DIRECTOR)},
    ),
    "read_incorrect": (
        "iris",
        CaseState.TAKEN_UP,
        mark_and_read,
        {(SeenPart.INCORRECT, Ground.INFORMATION_COORDINATOR)},
    ),
}
