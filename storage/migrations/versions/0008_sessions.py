"""Acute sessions and their invitations."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_sessions()
    _create_invitations()


def _create_sessions() -> None:
    op.create_table(
        "acute_session",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.String(64), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.String(64), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("named_code", sa.String(8), nullable=True),
        sa.Column("named_match", sa.String(16), nullable=True),
        sa.Column("director", sa.String(64), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("place", sa.String(16), nullable=True),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("test", sa.LargeBinary(), nullable=True),
        sa.Column("circle", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("has_unsafe_number", sa.Boolean(), nullable=False),
        sa.Column("note_taker", sa.String(64), nullable=True),
        sa.Column("note_takers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acute_session"),
    )
    op.create_index("ix_acute_session_case_id", "acute_session", ["case_id"])
    op.create_index("ix_acute_session_state", "acute_session", ["state"])
    op.create_index("ix_acute_session_reporter", "acute_session", ["reported_by", "changed_at"])
    is_open = sa.text("state IN ('convened', 'purpose_tested', 'reported')")
    op.create_index(
        "ix_acute_session_open_reporter",
        "acute_session",
        ["reported_by"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _create_invitations() -> None:
    op.create_table(
        "acute_invitation",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("first_answered_at", UtcDateTime(), nullable=True),
        sa.Column("replaces", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_acute_invitation"),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["acute_session.id"],
            name="fk_acute_invitation_session_id_acute_session",
        ),
        sa.UniqueConstraint("session_id", "member", name="uq_acute_invitation_session_id_member"),
    )
    op.create_index("ix_acute_invitation_case_id_member", "acute_invitation", ["case_id", "member"])
    op.create_index("ix_acute_invitation_member", "acute_invitation", ["member"])


def downgrade() -> None:
    op.drop_table("acute_invitation")
    op.drop_table("acute_session")
