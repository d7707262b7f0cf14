"""Acute sessions and their invitations.

An invitation gives access to the case as long as its state is in
``domain.acute_invitation.OPEN_STATES``.
"""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from storage.metadata import UtcDateTime, metadata

acute_session = Table(
    "acute_session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("reported_by", String(64), nullable=False),
    Column("reported_at", UtcDateTime(), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("told", String(64), nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("director", String(64), nullable=True),
    Column("starts_at", UtcDateTime(), nullable=True),
    Column("place", String(16), nullable=True),
    Column("link", LargeBinary(), nullable=True),
    Column("report", LargeBinary(), nullable=False),
    Column("test", LargeBinary(), nullable=True),
    Column("circle", LargeBinary(), nullable=True),
    Column("actions", LargeBinary(), nullable=True),
    Index("ix_acute_session_case_id", "case_id"),
    Index("ix_acute_session_state", "state"),
)

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
    Column("replaces", String(64), nullable=True),
    # one invitation per member and session, whatever two replicas do at once
    UniqueConstraint("session_id", "member"),
    Index("ix_acute_invitation_case_id_member", "case_id", "member"),
    Index("ix_acute_invitation_member", "member"),
)
