"""Statements that are called incorrect."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incorrect_mark",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("marked_by", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incorrect_mark"),
    )
    op.create_index("ix_incorrect_mark_case_id", "incorrect_mark", ["case_id", "marked_at"])
    op.create_index("ix_incorrect_mark_state", "incorrect_mark", ["state", "marked_at"])
    op.create_index("ix_incorrect_mark_marked_by", "incorrect_mark", ["marked_by", "answered_at"])


def downgrade() -> None:
    op.drop_table("incorrect_mark")
