"""Who stands behind a judgement: the public participants that agreed, or a mandate."""

from dataclasses import dataclass

from domain.agreement import Agreement, Asked, Mandate, record_agreement
from domain.identifiers import OrganisationId
from services.moment import Context


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
