"""Which organisations are asked to take a case on, before it is weighed."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0072"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "takeover",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("declined_by", sa.String(64), nullable=True),
        sa.Column("plan", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_takeover"),
    )
    op.create_index("ix_takeover_asked_at", "takeover", ["asked_at"])


def downgrade() -> None:
    op.drop_table("takeover")
