"""Who stands behind a judgement: the public participants that agreed, or a mandate."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.agreement import Agreement, Asked, Mandate, record_agreement
from domain.case import CirclePlace
from domain.identifiers import CaseId, OrganisationId
from services.moment import Context
from services.partners import find_participants, find_representatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agreed, as a judge fills it in."""

    agreed: tuple[OrganisationId, ...] = ()
    asked: Asked | None = None
    mandate: Mandate | None = None


async def agree(ctx: Context, consent: Consent) -> Agreement:
    """Put on record who agreed; an organisation the house does not know is refused."""
    organisations = [await ctx.uow.people.organisation(one) for one in consent.agreed]
    return record_agreement(organisations, consent.asked, consent.mandate, ctx.today)


async def find_seated(ctx: Context, case: CaseId) -> frozenset[OrganisationId]:
    """The organisations that take no new place in a case."""
    return await find_seated_among(ctx, await ctx.uow.cases.circle(case))


async def find_seated_among(
    ctx: Context, places: Collection[CirclePlace]
) -> frozenset[OrganisationId]:
    """The organisations that take no new place in a circle: those with one, and that of the actor
    when nobody speaks for it.
    """
    seated = {one.organisation for one in places}
    own = await find_representatives(ctx, {ctx.actor.organisation.id})
    return frozenset(seated | {one for one, speakers in own.items() if not speakers})


async def agree_on_newcomers(
    ctx: Context, case: CaseId, required: Collection[OrganisationId], consent: Consent | None
) -> Agreement | None:
    """Put on record who agreed that the organisations that must be there come in; None when all of
    them have a place. Raises what ``agree`` raises.
    """
    participants = {one.id for one in await find_participants(ctx)}
    newcomers = participants.intersection(required) - await find_seated(ctx, case)
    return await agree(ctx, consent or Consent()) if newcomers else None
