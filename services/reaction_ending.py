"""A case that is closed answers who asked to withdraw it: they read that it was closed as everybody
does who had a place in it.
"""

from domain.audit import AuditEvent
from domain.case import Case
from domain.reaction import end_with_case
from domain.timer import TimerKind
from services.moment import Context


async def end_withdrawal(ctx: Context, case: Case) -> None:
    """Settle what waits for an answer about a case that was closed."""
    for told in await ctx.uow.reactions.of_case(case.id):
        if told.reaction.is_open:
            ended = end_with_case(told.reaction, ctx.actor.id, ctx.now)
            await ctx.uow.reactions.settle(ended, told.words)
            await ctx.uow.timers.cancel(TimerKind.REACTION, ended.id)
            await ctx.record(AuditEvent.REACTION_ANSWERED, case.id, ended.id)
