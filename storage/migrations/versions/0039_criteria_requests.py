"""Which referrers are asked to explain criteria afterwards."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "criteria_request",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_criteria_request"),
    )
    op.create_index("ix_criteria_request_member", "criteria_request", ["member", "asked_at"])


def downgrade() -> None:
    op.drop_table("criteria_request")
