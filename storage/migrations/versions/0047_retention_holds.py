"""Cases that may not be destroyed, until when and why."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_retention_hold"),
    )
    op.create_index("ix_retention_hold_until_on", "retention_hold", ["until_on"])


def downgrade() -> None:
    op.drop_table("retention_hold")
