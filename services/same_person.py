"""A hint for who judges a case: which other cases may be about the same person. Whoever refers a
case is told nothing, and their turn asks nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Action, CaseState, Involvement, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.policy import decide_access
from domain.referral import Identity
from domain.sight import SeenPart, Sight
from services.access import Permit
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeCase:
    """Another case that may be about the same person: its code and phase, and nothing else; and
    whether this reader may open it, or merge it with the one they judge.
    """

    id: CaseId
    code: CaseCode
    state: CaseState
    may_view: bool = False
    may_merge: bool = False


async def find_alike(ctx: Context, permit: Permit, identity: Identity) -> tuple[AlikeCase, ...]:
    """Find which other cases may be about the person of this one, for who screens it, weighs it,
    confirms that or judges an acute report; on record as seen, in each.
    """
    case = permit.case_for(
        ctx,
        Action.SCREEN,
        Action.WEIGH,
        Action.CONFIRM_WEIGHING,
        Action.OPEN_SESSION,
        Action.CLOSE_SESSION,
    )
    if case.state is CaseState.DRILL:
        return ()
    found = await ctx.uow.same_persons.find(case.id, identity)
    alike = [one for one in await _known(ctx, found) if one.state is not CaseState.DRILL]
    shown = (case.id, *(one.id for one in alike)) if alike else ()
    await ctx.record_seen(
        *(Sight(part=SeenPart.ALIKE, ground=permit.ground, case_id=one) for one in shown)
    )
    return tuple(_offer(ctx, permit, one) for one in alike)


def _offer(ctx: Context, permit: Permit, other: Case) -> AlikeCase:
    standing = Standing(involvement=Involvement.NONE, state=other.state)
    merging = [
        decide_access(Action.MERGE_CASES, ctx.actor, one).is_allowed
        for one in (permit.standing, standing)
    ]
    return AlikeCase(
        id=other.id,
        code=other.code,
        state=other.state,
        may_view=decide_access(Action.VIEW_CASE, ctx.actor, standing).is_allowed,
        may_merge=all(merging),
    )


async def _known(ctx: Context, found: Sequence[CaseId]) -> Sequence[Case]:
    return await ctx.uow.cases.known(found) if found else ()
