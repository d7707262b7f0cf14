"""How long before its end it was told that a case goes."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_warning",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_retention_warning"),
    )
    op.create_index("ix_retention_warning_told_on", "retention_warning", ["told_on"])


def downgrade() -> None:
    op.drop_table("retention_warning")
