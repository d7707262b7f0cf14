"""Who stands in for a colleague that is away."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_in",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("deputy", sa.String(80), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("named_by", sa.String(80), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("deputy_away_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stand_in"),
    )
    op.create_index("ix_stand_in_member", "stand_in", ["member", "ends_at"])
    op.create_index("ix_stand_in_deputy", "stand_in", ["deputy", "ends_at"])
    op.create_index("ix_stand_in_declined_at", "stand_in", ["declined_at"])
    op.create_index("ix_stand_in_deputy_away_at", "stand_in", ["deputy_away_at"])


def downgrade() -> None:
    op.drop_table("stand_in")
