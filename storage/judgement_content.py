"""What the house judged about a referral, as JSON of closed types: it is sealed as text."""

import json
from datetime import date
from typing import Any

from domain.agreement import Agreement, Mandate
from domain.identifiers import MemberId, OrganisationId
from domain.referral import Criterion
from domain.screening import Gap, PurposeJudgement, PurposeTest, ReferralPart
from domain.weighing import FollowUp, Outcome, Verdict

Parts = dict[str, Any]


def write_screening(outcome: Gap | PurposeTest) -> str:
    """Write what is missing, or the purpose test."""
    if isinstance(outcome, Gap):
        return json.dumps({"gap": sorted(outcome.parts), "wanted": outcome.wanted})
    return json.dumps({
        "judgement": outcome.judgement,
        "reason": outcome.reason,
        "agreement": _write_agreement(outcome.agreement),
    })  # fmt: skip


def read_screening(text: str) -> Gap | PurposeTest:
    """Read what is missing, or the purpose test."""
    parts: Parts = json.loads(text)
    if "gap" in parts:
        found = frozenset(ReferralPart(part) for part in parts["gap"])
        return Gap(parts=found, wanted=parts["wanted"])
    return PurposeTest(
        judgement=PurposeJudgement(parts["judgement"]),
        reason=parts["reason"],
        agreement=_read_agreement(parts["agreement"]),
    )


def write_verdict(verdict: Verdict) -> str:
    """Write how a referral was weighed."""
    follow_up = verdict.follow_up
    return json.dumps({
        "met": sorted(verdict.met),
        "outcome": verdict.outcome,
        "agreement": _write_agreement(verdict.agreement),
        "follow_up": [follow_up.taken_on_by, follow_up.has_said_yes, follow_up.advice],
        "involved": sorted(verdict.involved),
        "case_director": verdict.case_director,
    })  # fmt: skip


def read_verdict(text: str) -> Verdict:
    """Read how a referral was weighed."""
    parts: Parts = json.loads(text)
    taken_on_by, has_said_yes, advice = parts["follow_up"]
    director = parts["case_director"]
    return Verdict(
        met=frozenset(Criterion(criterion) for criterion in parts["met"]),
        outcome=Outcome(parts["outcome"]),
        agreement=_read_agreement(parts["agreement"]),
        follow_up=FollowUp(
            taken_on_by=OrganisationId(taken_on_by) if taken_on_by else None,
            has_said_yes=has_said_yes,
            advice=advice,
        ),
        involved=frozenset(OrganisationId(name) for name in parts["involved"]),
        case_director=MemberId(director) if director else None,
    )


def _write_agreement(agreement: Agreement) -> Parts:
    mandate = agreement.mandate
    return {
        "organisations": sorted(agreement.organisations),
        "mandate": [mandate.number, mandate.given_on.isoformat()] if mandate else None,
    }


def _read_agreement(parts: Parts) -> Agreement:
    mandate = None
    if parts["mandate"]:
        number, given_on = parts["mandate"]
        mandate = Mandate(number=number, given_on=date.fromisoformat(given_on))
    return Agreement(
        organisations=frozenset(OrganisationId(name) for name in parts["organisations"]),
        mandate=mandate,
    )
