"""Marks by which cases about the same person are found; nobody can read them."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subject_mark",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "mark", name="pk_subject_mark"),
    )
    op.create_index("ix_subject_mark_mark", "subject_mark", ["mark", "case_id"])


def downgrade() -> None:
    op.drop_table("subject_mark")
