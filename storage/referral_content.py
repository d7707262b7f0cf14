"""How a referral is written as JSON before it is sealed: explicitly, so that nothing but data
ever comes back.
"""

import json
from datetime import date

from domain.identifiers import OrganisationId
from domain.referral import Aim, Criterion, ExplainedCriterion, Fulfilment, Identity, Referral


def write_identity(identity: Identity) -> str:
    """Write who the subject is."""
    born_on = identity.born_on.isoformat() if identity.born_on else None
    return json.dumps({"name": identity.name, "born_on": born_on, "address": identity.address})


def read_identity(text: str) -> Identity:
    """Read who the subject is."""
    content = json.loads(text)
    born_on = date.fromisoformat(content["born_on"]) if content["born_on"] else None
    return Identity(name=content["name"], born_on=born_on, address=content["address"])


def write_story(referral: Referral) -> str:
    """Write all of a referral but the identity."""
    criteria = [[c.criterion, c.fulfilment, c.explanation] for c in referral.criteria]
    return json.dumps(
        {
            "why_now": referral.why_now,
            "aim": referral.aim,
            "question": referral.question,
            "criteria": criteria,
            "partners": list(referral.partners),
        }
    )


def read_referral(identity: str, story: str) -> Referral:
    """Read a whole referral."""
    content = json.loads(story)
    return Referral(
        identity=read_identity(identity),
        why_now=content["why_now"],
        aim=Aim(content["aim"]),
        question=content["question"],
        criteria=tuple(_read_criterion(*given) for given in content["criteria"]),
        partners=tuple(OrganisationId(partner) for partner in content["partners"]),
    )


def _read_criterion(criterion: str, fulfilment: str, explanation: str) -> ExplainedCriterion:
    return ExplainedCriterion(
        criterion=Criterion(criterion),
        fulfilment=Fulfilment(fulfilment),
        explanation=explanation,
    )
