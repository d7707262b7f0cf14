"""What another house or partnership was asked about a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_check",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_known_check"),
    )
    op.create_index("ix_known_check_case_id", "known_check", ["case_id", "recorded_at"])


def downgrade() -> None:
    op.drop_table("known_check")
