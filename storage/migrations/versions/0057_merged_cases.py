"""Cases that were merged into others, and wishes to merge two."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_case",
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("former", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("referrer", sa.String(64), nullable=False),
        sa.Column("referring_organisation", sa.String(64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("was", sa.String(20), nullable=False),
        sa.Column("merged_by", sa.String(64), nullable=False),
        sa.Column("merged_at", UtcDateTime(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_merged_case"),
    )
    op.create_index("ix_merged_case_case_id", "merged_case", ["case_id"])
    op.create_index("ix_merged_case_referrer", "merged_case", ["referrer"])
    op.create_index("ix_merged_case_merged_at", "merged_case", ["merged_at"])
    op.create_table(
        "merge_wish",
        sa.Column("goes_case", sa.String(64), nullable=False),
        sa.Column("stays_case", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("goes_case", name="pk_merge_wish"),
    )


def downgrade() -> None:
    op.drop_table("merge_wish")
    op.drop_table("merged_case")
