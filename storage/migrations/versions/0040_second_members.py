"""Weighings that a second member must confirm."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weighing_to_confirm",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("weighed_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_weighing_to_confirm"),
    )
    op.create_index("ix_weighing_to_confirm_asked_at", "weighing_to_confirm", ["asked_at"])


def downgrade() -> None:
    op.drop_table("weighing_to_confirm")
