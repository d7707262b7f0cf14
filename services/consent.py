"""Who stands behind a judgement: the public participants that agreed, or a mandate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.agreement import Agreement, Asked, record_agreement
from domain.case import CirclePlace
from domain.identifiers import CaseId, OrganisationId
from domain.mandate import (
    AgreedDecision,
    MandateOffer,
    MandateOverError,
    find_mandates,
    use_mandate,
)
from services.moment import Context
from services.partners import find_participants, find_representatives


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agreed, as a judge fills it in; ``mandate`` is a number of the register, or empty."""

    agreed: tuple[OrganisationId, ...] = ()
    asked: Asked | None = None
    mandate: str = ""


async def agree(ctx: Context, consent: Consent, decision: AgreedDecision) -> Agreement:
    """Put on record who agreed to a decision, or which mandate of the register is used; an
    organisation the house does not know is refused, and a mandate that does not hold today.
    """
    organisations = [await ctx.uow.people.organisation(one) for one in consent.agreed]
    offers = await list_mandates(ctx, decision) if consent.mandate else ()
    mandate = use_mandate(offers, consent.mandate) if consent.mandate else None
    return record_agreement(organisations, consent.asked, mandate, ctx.today)


async def list_mandates(ctx: Context, decision: AgreedDecision) -> Sequence[MandateOffer]:
    """The mandates that hold today for a decision."""
    organisations = await ctx.uow.people.organisations()
    return find_mandates(ctx.house.mandates, organisations, decision, ctx.today)


async def refuse_ended_mandate(
    ctx: Context, agreement: Agreement | None, decision: AgreedDecision
) -> None:
    """Raise MandateOverError when a decision that waited stands on a mandate that ended."""
    used = agreement.mandate if agreement else None
    if used is None:
        return
    if used.number not in {one.mandate.number for one in await list_mandates(ctx, decision)}:
        raise MandateOverError


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
    if not newcomers:
        return None
    return await agree(ctx, consent or Consent(), AgreedDecision.INVOLVING)
