"""What is shown of how long a case is kept, for the table of what goes on record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.access import CaseState, Ground
from domain.audit import SeenPart
from domain.identifiers import CaseId
from domain.retention_hold import RetentionHold
from domain.retention_review import RetentionReview
from services.moment import Context
from services.retention_hold import list_holds
from services.retention_review import list_reviews, open_review, read_why_needed
from services.retention_warning import list_warned
from services.seen_case import SeenCase


async def hold_and_list(ctx: Context, case: CaseId) -> object:
    hold = RetentionHold(
        case=case,
        until_on=ctx.today + timedelta(days=90),
        reason="x",
        set_by=ctx.actor.id,
        set_at=ctx.now,
    )
    await ctx.uow.retention_holds.keep(hold)
    return await list_holds(ctx)


async def warn_and_list(ctx: Context, case: CaseId) -> object:
    await ctx.uow.retention_warnings.keep(case, 6, date(2026, 1, 1))
    # as in the last month of its term
    later = replace(ctx, now=ctx.now + timedelta(days=5 * 365 - 10))
    return await list_warned(later)


async def ask(ctx: Context, case: CaseId) -> Context:
    """As it is a year later."""
    later = replace(ctx, now=ctx.now + timedelta(days=400))
    await ctx.uow.retention_reviews.keep(RetentionReview(case=case, asked_on=later.today))
    return later


async def ask_and_list(ctx: Context, case: CaseId) -> object:
    return await list_reviews(await ask(ctx, case))


async def ask_and_read(ctx: Context, case: CaseId) -> object:
    later = await ask(ctx, case)
    return await read_why_needed(later, await open_review(later, SeenCase(id=case)))


OF_DIRECTOR: Final = {(SeenPart.RETENTION, Ground.PROCESS_DIRECTOR)}
SHOWN: Final = {(SeenPart.RETENTION, Ground.INFORMATION_COORDINATOR)}
OF_A_TERM: Final = {
    "list_holds": ("iris", CaseState.CLOSED, hold_and_list, SHOWN),
    "list_reviews": ("sanne", CaseState.CLOSED, ask_and_list, OF_DIRECTOR),
    "read_why_needed": ("sanne", CaseState.TAKEN_UP, ask_and_read, OF_DIRECTOR),
    "list_warned": ("iris", CaseState.CLOSED, warn_and_list, SHOWN),
}
