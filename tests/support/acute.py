"""Acute sessions for tests. What is said about the subject is a canary: it may never get out."""

from dataclasses import replace
from datetime import UTC, date, datetime

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
from domain.acute_invitation import Invitation, InvitationState
from domain.acute_report import AcuteReport, NeededBy
from domain.acute_session import AcuteTest, Gathering, Place, Session, SessionState
from domain.agreement import Agreement, Mandate
from domain.house import CircleSignal
from domain.identifiers import CaseId, InvitationId, MemberId, OrganisationId, SessionId
from domain.referral import Criterion
from tests.support.canaries import CANARY

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEAMS_LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0"

REPORT = AcuteReport(
    signals=frozenset({CircleSignal.MINOR, CircleSignal.WEAPON_OR_THREAT}),
    happening=f"{CANARY} staat met een mes bij de school",
    needed_by=NeededBy.NOW,
    region="Rivierstad",
    may_share=True,
)
MANDATE = Agreement(mandate=Mandate(number="M-12", given_on=date(2026, 1, 5)))
TEST = AcuteTest(
    is_acute=True,
    met=frozenset(Criterion),
    reason=f"{CANARY} bedreigt nu",
    agreement=MANDATE,
)
GATHERING = Gathering(starts_at=NOW, place=Place.ONLINE, link=TEAMS_LINK)
POLICE, CARE = OrganisationId("police"), OrganisationId("mental_health")
CIRCLE = CircleDecision(
    proposals=(
        Proposal(
            organisation=POLICE,
            member=MemberId("agent"),
            because=(Because(reason=InviteReason.RULE, text_key="circle.weapon_or_threat"),),
        ),
        Proposal(
            organisation=CARE,
            member=None,
            because=(Because(reason=InviteReason.INVOLVED, text_key="acute.because_named"),),
        ),
    ),
    removals=(
        Removal(organisation=CARE, reason=RemovalReason.OTHER, note=f"{CANARY} is daar onveilig"),
    ),
    additions=(
        Addition(organisation=OrganisationId("school"), member=None, note=f"{CANARY} zit daar"),
    ),
    seats=(
        Seat(organisation=POLICE, member=MemberId("agent"), reason=InviteReason.RULE),
        Seat(organisation=OrganisationId("school"), member=None, reason=InviteReason.CHOSEN),
    ),
)


def a_session(state: SessionState = SessionState.REPORTED, **changes: object) -> Session:
    session = Session(
        id=SessionId("session-1"),
        case=CaseId("case-1"),
        state=state,
        version=1,
        reported_by=MemberId("reporter"),
        reported_at=NOW,
        due_at=NOW,
        told=MemberId("director"),
        changed_by=MemberId("reporter"),
        changed_at=NOW,
    )
    return replace(session, **changes)


def an_invitation(member: str = "agent", **changes: object) -> Invitation:
    invitation = Invitation(
        id=InvitationId(f"invitation-{member}"),
        session=SessionId("session-1"),
        case=CaseId("case-1"),
        organisation=POLICE,
        member=MemberId(member),
        reason=InviteReason.RULE,
        state=InvitationState.QUEUED,
        version=1,
        invited_at=NOW,
    )
    return replace(invitation, **changes)
