"""What is said about a subject in the acute lane, as JSON of closed types: it is sealed as text."""

import json
from datetime import date
from typing import Any

from domain.acute_circle import (
    Addition,
    Because,
    CircleDecision,
    InviteReason,
    Proposal,
    Removal,
    RemovalReason,
    Seat,
)
from domain.acute_report import AcuteReport, NeededBy
from domain.acute_session import AcuteTest, AgreedAction
from domain.agreement import Agreement, Mandate
from domain.house import CircleSignal
from domain.identifiers import MemberId, OrganisationId
from domain.referral import Criterion

Parts = dict[str, Any]


def write_report(report: AcuteReport) -> str:
    """Write what was reported."""
    return json.dumps({
        "signals": sorted(report.signals),
        "happening": report.happening,
        "needed_by": report.needed_by,
        "region": report.region,
    })  # fmt: skip


def read_report(text: str) -> AcuteReport:
    """Read what was reported."""
    parts: Parts = json.loads(text)
    return AcuteReport(
        signals=frozenset(CircleSignal(signal) for signal in parts["signals"]),
        happening=parts["happening"],
        needed_by=NeededBy(parts["needed_by"]),
        region=parts["region"],
    )


def write_test(test: AcuteTest) -> str:
    """Write a purpose test."""
    mandate = test.agreement.mandate
    return json.dumps({
        "is_acute": test.is_acute,
        "met": sorted(test.met),
        "reason": test.reason,
        "organisations": sorted(test.agreement.organisations),
        "mandate": mandate and [mandate.number, mandate.given_on.isoformat()],
    })  # fmt: skip


def read_test(text: str) -> AcuteTest:
    """Read a purpose test."""
    parts: Parts = json.loads(text)
    return AcuteTest(
        is_acute=parts["is_acute"],
        met=frozenset(Criterion(criterion) for criterion in parts["met"]),
        reason=parts["reason"],
        agreement=Agreement(
            organisations=frozenset(OrganisationId(name) for name in parts["organisations"]),
            mandate=_mandate(parts["mandate"]),
        ),
    )


def _mandate(parts: list[str] | None) -> Mandate | None:
    if parts is None:
        return None
    number, given_on = parts
    return Mandate(number=number, given_on=date.fromisoformat(given_on))


def write_circle(decision: CircleDecision) -> str:
    """Write who was proposed, what was changed and who is asked."""
    return json.dumps({
        "proposals": [
            [p.organisation, p.member, [[b.reason, b.text_key] for b in p.because]]
            for p in decision.proposals
        ],
        "removals": [[r.organisation, r.reason, r.note] for r in decision.removals],
        "additions": [[a.organisation, a.member, a.note] for a in decision.additions],
        "seats": [[s.organisation, s.member, s.reason] for s in decision.seats],
    })  # fmt: skip


def read_circle(text: str) -> CircleDecision:
    """Read who was proposed, what was changed and who is asked."""
    parts: Parts = json.loads(text)
    return CircleDecision(
        proposals=tuple(_proposal(*proposal) for proposal in parts["proposals"]),
        removals=tuple(
            Removal(organisation=OrganisationId(name), reason=RemovalReason(reason), note=note)
            for name, reason, note in parts["removals"]
        ),
        additions=tuple(
            Addition(organisation=OrganisationId(name), member=_member(member), note=note)
            for name, member, note in parts["additions"]
        ),
        seats=tuple(
            Seat(organisation=OrganisationId(name), member=_member(m), reason=InviteReason(reason))
            for name, m, reason in parts["seats"]
        ),
    )


def _proposal(name: str, member: str | None, because: list[list[str]]) -> Proposal:
    return Proposal(
        organisation=OrganisationId(name),
        member=_member(member),
        because=tuple(
            Because(reason=InviteReason(reason), text_key=key) for reason, key in because
        ),
    )


def _member(member: str | None) -> MemberId | None:
    return None if member is None else MemberId(member)


def write_actions(actions: tuple[AgreedAction, ...]) -> str:
    """Write what was agreed."""
    return json.dumps([[a.what, a.owner, a.due_on.isoformat()] for a in actions])


def read_actions(text: str) -> tuple[AgreedAction, ...]:
    """Read what was agreed."""
    return tuple(
        AgreedAction(what=what, owner=MemberId(owner), due_on=date.fromisoformat(due_on))
        for what, owner, due_on in json.loads(text)
    )
