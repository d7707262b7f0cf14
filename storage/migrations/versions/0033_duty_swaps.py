"""Offers of duty days to a colleague."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_swap",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("colleague", sa.String(80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty_swap"),
    )
    op.create_index("ix_duty_swap_state", "duty_swap", ["state", "from_on"])


def downgrade() -> None:
    op.drop_index("ix_duty_swap_state", table_name="duty_swap")
    op.drop_table("duty_swap")
