"""What became of the question whether a case may be kept longer, until it is read."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0074"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extension_outcome",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("goes_on", sa.Date(), nullable=True),
        sa.Column("organisation", sa.String(64), nullable=True),
        sa.Column("says", sa.String(12), nullable=True),
        sa.Column("lost_parts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_extension_outcome"),
    )
    op.create_index("ix_extension_outcome_decided_at", "extension_outcome", ["decided_at"])
    op.create_index("ix_extension_outcome_case_id", "extension_outcome", ["case_id"])


def downgrade() -> None:
    op.drop_table("extension_outcome")
