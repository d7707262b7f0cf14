"""Why a partner of the house is not proposed for an acute session: a small circle is a decision
too, and its reasons are kept (principle 2; product page §6.2).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.house import CircleRule
from domain.identifiers import OrganisationId
from domain.member import Organisation


class WhyNotProposed(StrEnum):
    """No signal called for it and it is not involved; a rule called for it in another region; or a
    partner that is involved answers that rule already.
    """

    NO_SIGNAL = "no_signal"
    OTHER_REGION = "other_region"
    OTHER_INVOLVED = "other_involved"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotProposed:
    """A partner that was never proposed, and why."""

    organisation: OrganisationId
    why: WhyNotProposed


def explain_not_proposed(
    organisations: Iterable[Organisation],
    calling: Collection[CircleRule],
    region: str,
    proposed: Collection[OrganisationId],
) -> tuple[NotProposed, ...]:
    """Say of each organisation that is not among those proposed why it is not; ``calling`` are the
    rules of which the signal was reported.
    """
    return tuple(
        NotProposed(organisation=one.id, why=_why_not(one, calling, region))
        for one in organisations
        if one.id not in proposed
    )


def is_in_region(organisation: Organisation, rule: CircleRule, region: str) -> bool:
    """Tell whether a rule calls for an organisation where it works; where the region is unknown on
    either side nobody is left out for it.
    """
    is_elsewhere = rule.is_regional and region and organisation.region
    return not is_elsewhere or organisation.region == region


def _why_not(
    organisation: Organisation, calling: Iterable[CircleRule], region: str
) -> WhyNotProposed:
    called = [rule for rule in calling if rule.organisation_tags & organisation.domain_tags]
    if not called:
        return WhyNotProposed.NO_SIGNAL
    if any(is_in_region(organisation, rule, region) for rule in called):
        return WhyNotProposed.OTHER_INVOLVED
    return WhyNotProposed.OTHER_REGION
