"""Who asks to discuss a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discussion_wish",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "member", name="pk_discussion_wish"),
    )


def downgrade() -> None:
    op.drop_table("discussion_wish")
