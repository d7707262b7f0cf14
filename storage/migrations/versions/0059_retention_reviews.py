"""Whether cases are still needed."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_review",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(64), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=True),
        sa.Column("goes_on", sa.Date(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name="pk_retention_review"),
    )
    op.create_index("ix_retention_review_asked_on", "retention_review", ["asked_on"])
    op.create_index("ix_retention_review_goes_on", "retention_review", ["goes_on"])


def downgrade() -> None:
    op.drop_table("retention_review")
