"""The table of invitations to acute sessions, and an invitation as one row of it and back."""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.engine import RowMapping

from domain.acute_circle import InviteReason
from domain.acute_invitation import Invitation, InvitationAnswer, InvitationState
from domain.identifiers import CaseId, SessionId
from storage.metadata import UtcDateTime, metadata

acute_invitation = Table(
    "acute_invitation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("session_id", String(64), ForeignKey("acute_session.id"), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("member", String(64), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("invited_at", UtcDateTime(), nullable=False),
    Column("position", Integer(), nullable=False),
    Column("answer", String(16), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("first_answered_at", UtcDateTime(), nullable=True),
    Column("replaces", String(64), nullable=True),
    # one invitation per member and session, whatever two replicas do at once
    UniqueConstraint("session_id", "member"),
    Index("ix_acute_invitation_case_id_member", "case_id", "member"),
    Index("ix_acute_invitation_member", "member"),
)

_COPIED: Final = (
    "id",
    "organisation",
    "member",
    "version",
    "invited_at",
    "answered_at",
    "first_answered_at",
    "replaces",
)
_WORDS: Final = ("reason", "state", "answer")


def write_invitation_row(invitation: Invitation) -> dict[str, Any]:
    """Write one invitation, without its place in the order of asking."""
    row = {name: getattr(invitation, name) for name in (*_COPIED, *_WORDS)}
    return {"session_id": invitation.session, "case_id": invitation.case, **row}


def read_invitation_row(row: RowMapping | dict[str, Any]) -> Invitation:
    """Read one invitation."""
    return Invitation(
        **{name: row[name] for name in _COPIED},
        session=SessionId(row["session_id"]),
        case=CaseId(row["case_id"]),
        reason=InviteReason(row["reason"]),
        state=InvitationState(row["state"]),
        answer=InvitationAnswer(row["answer"]) if row["answer"] else None,
    )
