"""Which organisations are asked whether they may be named to who referred a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "involved_answer",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_involved_answer"),
    )
    op.create_index("ix_involved_answer_due_on", "involved_answer", ["due_on"])
    op.create_table(
        "naming",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("answer", sa.String(16), nullable=True),
        sa.Column("ground", sa.String(16), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_naming"),
    )
    op.create_index("ix_naming_case_id", "naming", ["case_id"])


def downgrade() -> None:
    op.drop_table("naming")
    op.drop_table("involved_answer")
