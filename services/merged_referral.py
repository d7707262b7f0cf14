"""What who referred a case that was merged still sees of it: where their own referral stands."""

from domain.access import Action, Ground
from domain.audit import SeenPart, Sight
from services.access import require
from services.merging import holds_place, may_see_former
from services.moment import Context
from services.referral_views import OwnCase


async def list_own_former(ctx: Context) -> tuple[OwnCase, ...]:
    """List the actor's own referrals that were merged: their codes, and where they stand."""
    require(ctx, Action.VIEW_OWN)
    merged = await ctx.uow.merges.of_referrer(ctx.actor.id)
    known = {one.id: one for one in await ctx.uow.cases.known({one.case for one in merged})}
    seated = await ctx.uow.cases.involvements(known, ctx.actor.id)
    own = [
        one
        for one in merged
        if one.case in known
        and not holds_place(seated[one.case])
        and may_see_former(ctx, one, known[one.case])
    ]
    await ctx.record_seen(
        *(Sight(part=SeenPart.OVERVIEW, ground=Ground.REFERRER, case_id=one.case) for one in own)
    )
    return tuple(
        OwnCase(
            id=one.former,
            code=one.code,
            state=known[one.case].state,
            is_referrer=True,
            promised_on=known[one.case].promised_on,
            colour=None,
        )
        for one in own
    )
