"""Timers."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timer",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_timer"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at", "kind", "subject"])


def downgrade() -> None:
    op.drop_table("timer")
