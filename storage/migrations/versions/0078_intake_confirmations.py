"""Which intakes were written down on the telephone, and whether their referrer confirmed them."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0078"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_confirmation",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("referrer", sa.String(64), nullable=False),
        sa.Column("taken_by", sa.String(64), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name="pk_intake_confirmation"),
    )
    op.create_index("ix_intake_confirmation_referrer", "intake_confirmation", ["referrer", "state"])
    op.create_index("ix_intake_confirmation_state", "intake_confirmation", ["state"])


def downgrade() -> None:
    op.drop_table("intake_confirmation")
