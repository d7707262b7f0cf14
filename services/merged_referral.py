"""What who referred a case that was merged still sees of it: where their own referral stands, and
that it left.
"""

from collections.abc import Sequence

from domain.access import SHIELDED, Action, Ground
from domain.case import Case
from domain.identifiers import CaseCode
from services.access import require
from services.digest import (
    is_first_digest,
    list_spans_away,
    tell_in_digest,
)
from services.merging import LOOKS_BACK, holds_place, may_see_former
from services.moment import Context, Moment, Reading
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
    await ctx.record_listed((one.case, Ground.REFERRER) for one in own)
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


async def tell_former_referrers(moment: Moment, case: Case) -> None:
    """Whoever referred a case that was merged into this one hears in the digest what came of it."""
    for former, _ in await moment.uow.merges.of_case(case.id):
        await tell_in_digest(moment, former.referrer)


async def read_former_left(reading: Reading) -> Sequence[CaseCode]:
    """Read which of a member's own merged referrals left since their last digest: the code they
    know, and no more.
    """
    member = reading.recipient
    merged = await reading.uow.merges.of_referrer(member.id)
    own = [one for one in merged if one.referring_organisation == member.organisation]
    known = await reading.uow.cases.known({one.case for one in own}) if own else ()
    left = {one.id: one for one in known if one.state in SHIELDED}
    if not left:
        return ()
    away = await list_spans_away(reading, member.id, reading.now - LOOKS_BACK)
    return [
        one.code
        for one in own
        if one.case in left and is_first_digest(reading, left[one.case].changed_at, away)
    ]
