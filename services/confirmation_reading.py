"""What organisations say of it that they agreed, beside the decision on the page of a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Action
from domain.agreement import Agreement
from domain.confirmation import Confirmation
from services.access import Permit
from services.moment import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSaid:
    """What an organisation says, and which agreement came ``instead`` of what it contradicted."""

    confirmation: Confirmation
    instead: Agreement | None = None


async def read_agreements_said(ctx: Context, permit: Permit) -> Sequence[AgreementSaid]:
    """Read what organisations say of it that they agreed to the decisions about a case."""
    case = permit.case_for(ctx, Action.VIEW_CASE)
    found = await ctx.uow.confirmations.of_case(case.id)
    is_settled = any(one.settled_at for one in found)
    instead = await ctx.uow.confirmations.instead_of(case.id) if is_settled else {}
    return [AgreementSaid(confirmation=one, instead=instead.get(one.id)) for one in found]
