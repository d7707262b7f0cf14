"""Findings without persons for a named addressee, and from which cases they came."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("writer", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signal"),
    )
    op.create_index("ix_signal_asked_at", "signal", ["asked_at"])
    op.create_table(
        "signal_source",
        sa.Column("signal_id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("signal_id", "case_id", "organisation", name="pk_signal_source"),
    )
    op.create_index("ix_signal_source_case_id", "signal_source", ["case_id"])


def downgrade() -> None:
    op.drop_table("signal_source")
    op.drop_table("signal")
