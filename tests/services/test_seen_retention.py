"""What is shown of how long a case is kept, for the table of what goes on record."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.access import CaseState, Ground
from domain.audit import SeenPart
from domain.identifiers import CaseId
from domain.retention_hold import RetentionHold
from services.moment import Context
from services.retention_hold import list_holds
from services.retention_warning import list_warned


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


SHOWN: Final = {(SeenPart.RETENTION, Ground.INFORMATION_COORDINATOR)}
OF_A_TERM: Final = {
    "list_holds": ("iris", CaseState.CLOSED, hold_and_list, SHOWN),
    "list_warned": ("iris", CaseState.CLOSED, warn_and_list, SHOWN),
}
