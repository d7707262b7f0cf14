"""What was said of cases in meetings."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discussion",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("said_in", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "said_in", "number", name="pk_discussion"),
    )
    op.create_index("ix_discussion_said_in", "discussion", ["said_in"])


def downgrade() -> None:
    op.drop_table("discussion")
