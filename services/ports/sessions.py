"""Where acute reports, sessions and invitations are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.acute_circle import CircleDecision
from domain.acute_invitation import Invitation, ListedInvitation
from domain.acute_report import AcuteReport
from domain.acute_session import AcuteTest, Session
from domain.identifiers import CaseId, InvitationId, MemberId, OrganisationId, SessionId


class Sessions(Protocol):
    """The acute lane. Everything about the subject, signals too, is encrypted under the key of
    the case.
    """

    async def add(self, session: Session, report: AcuteReport) -> None:
        """Keep a new report."""

    async def get(self, session_id: SessionId) -> Session:
        """Find a session; NotFoundError when there is none."""

    async def save(self, session: Session) -> Session:
        """Save a changed session and return it one version higher; ConflictError when the kept
        version is no longer ``session.version``.
        """

    async def open_sessions(self) -> Sequence[Session]:
        """Reports and sessions in which something still has to happen, oldest first; no drill."""

    async def reported_by(self, member: MemberId, since: datetime) -> Sequence[Session]:
        """What this member reported and is open, or ended after ``since``, oldest first."""
        ...

    async def of_case(self, case_id: CaseId) -> Sequence[Session]:
        """Every report and session on a case, oldest first."""

    async def report(self, session: Session) -> AcuteReport:
        """What was reported."""

    async def keep_report(self, session: Session, report: AcuteReport) -> None:
        """Keep a report as its reporter completed it."""

    async def keep_test(self, session: Session, test: AcuteTest) -> None:
        """Keep the purpose test of a session."""

    async def test(self, session: Session) -> AcuteTest | None:
        """The purpose test of a session; None when it was not done yet."""

    async def keep_circle(self, session: Session, decision: CircleDecision) -> None:
        """Keep who was proposed, what was changed and who is asked."""

    async def circle(self, session: Session) -> CircleDecision | None:
        """Who was proposed and asked; None before the circle is confirmed."""

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keep a new invitation; ConflictError when this member is already asked."""

    async def invitation(self, invitation_id: InvitationId) -> Invitation:
        """Find an invitation; NotFoundError when there is none."""

    async def save_invitation(self, invitation: Invitation) -> Invitation:
        """Save a changed invitation and return it one version higher; ConflictError when the kept
        version is no longer ``invitation.version``.
        """

    async def invitations(self, session_id: SessionId) -> Sequence[Invitation]:
        """Every invitation to a session, in the order of asking."""

    async def invitations_of(
        self, session_id: SessionId, partner: OrganisationId
    ) -> Sequence[Invitation]:
        """Every invitation of one partner to a session, in the order of asking."""

    async def open_invitations_of(self, member: MemberId) -> Sequence[Invitation]:
        """Invitations that give this member a place in a session now, oldest first."""

    async def listed_invitations_of(self, member: MemberId) -> Sequence[ListedInvitation]:
        """Of those the ones to a session that has a director, a time and a place."""
