"""What partners contribute to a case; who answers for what is called incorrect of that."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0068"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_by", sa.String(64), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", "number", name="pk_contribution"),
    )
    op.create_index("ix_contribution_case_id", "contribution", ["case_id", "changed_at"])
    op.create_index("ix_contribution_changed_at", "contribution", ["changed_at"])
    op.add_column("incorrect_mark", sa.Column("supplier", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("incorrect_mark", "supplier")
    op.drop_index("ix_contribution_changed_at", "contribution")
    op.drop_index("ix_contribution_case_id", "contribution")
    op.drop_table("contribution")
