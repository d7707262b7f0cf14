"""Who is away, and when."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("entered_by", sa.String(80), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_ends_at", "absence", ["ends_at"])
    op.create_index("ix_absence_member", "absence", ["member", "ends_at"])
    op.create_index("ix_absence_entered_by", "absence", ["entered_by", "ends_at"])


def downgrade() -> None:
    op.drop_table("absence")
