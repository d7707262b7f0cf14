"""What is called incorrect of a statement, for whoever is shown that statement: every page, sheet
and export that shows one asks here.
"""

from collections.abc import Collection, Sequence
from typing import Final

from domain.access import Action
from domain.audit import SeenPart
from domain.incorrect import StatementPart, ToldMark
from services.access import Permit
from services.moment import Context

_SHOWN_ON: Final = (
    Action.VIEW_CASE,
    Action.SCREEN,
    Action.WEIGH,
    Action.CONFIRM_WEIGHING,
    Action.VIEW_MINUTES,
    Action.PRINT_CASE,
)


async def read_incorrect(
    ctx: Context, permit: Permit, parts: Collection[StatementPart], subject: str = ""
) -> Sequence[ToldMark]:
    """Read what is called incorrect of statements that a reader is shown on this permit, the newest
    first; on record as seen when there is anything.
    """
    case = permit.case_for(ctx, *_SHOWN_ON)
    found = await ctx.uow.incorrect_marks.of_case(case.id)
    marks = [one for one in found if one.mark.part in parts and one.mark.subject == subject]
    if marks:
        await ctx.record_seen(permit.sight(SeenPart.INCORRECT))
    return marks
