"""What a referrer said of what became of a case, and what was answered: beside the outcome, for who
said it and for coordinators.
"""

from collections.abc import Sequence

from domain.access import Action
from domain.reaction import ToldReaction
from domain.sight import SeenPart
from services.access import Permit
from services.moment import Context


async def read_reactions(ctx: Context, permit: Permit, *, is_whole: bool) -> Sequence[ToldReaction]:
    """Read the reactions of a case, the newest first: all to who reads the weighing whole, to a
    referrer those of their own case; on record as seen when there is anything.
    """
    case = permit.case_for(ctx, Action.VIEW_CASE)
    if not (is_whole or case.referrer == ctx.actor.id):
        return ()
    found = await ctx.uow.reactions.of_case(case.id)
    if found:
        await ctx.record_seen(permit.sight(SeenPart.REACTION))
    return found
