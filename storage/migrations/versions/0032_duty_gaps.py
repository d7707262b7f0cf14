"""Times at which nobody is on duty."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_gap",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("near_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_duty_gap"),
    )
    op.create_index("ix_duty_gap_ended_at", "duty_gap", ["ended_at", "starts_at"])


def downgrade() -> None:
    op.drop_index("ix_duty_gap_ended_at", table_name="duty_gap")
    op.drop_table("duty_gap")
