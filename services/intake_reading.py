"""The full intake, for who reads the page of a case."""

from domain.access import Action
from domain.policy import decide_access
from domain.referral import ReferralVersion
from services.access import Permit
from services.case_leaves import IntakeLeaf
from services.intake import list_intake_gaps
from services.moment import Context
from services.paging import Pages


async def read_intake(
    ctx: Context, permit: Permit, versions: Pages[ReferralVersion], *, shows_circle: bool
) -> IntakeLeaf:
    """Read the intake in one version of the referral, to who is shown that case on this permit."""
    case = permit.case_for(ctx, Action.VIEW_CASE)
    version = versions.items[0]
    intake = (await ctx.uow.cases.referral(case.id, version.number)).intake
    asked = await ctx.uow.intake_confirmations.find(case.id)
    is_newest = versions.number == 1
    gaps = await list_intake_gaps(ctx, case.id, intake) if is_newest else ()
    return IntakeLeaf(
        intake=intake,
        gaps=tuple(gaps),
        versions=versions,
        confirmation=asked if is_newest else None,
        shows_circle=shows_circle,
        may_fill=decide_access(Action.FILL_INTAKE, ctx.actor, permit.standing).is_allowed,
    )
