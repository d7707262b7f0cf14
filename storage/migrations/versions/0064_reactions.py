"""What referrers say of what became of their referral."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0064"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reaction",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reaction"),
    )
    op.create_index("ix_reaction_case_id", "reaction", ["case_id", "asked_at"])
    op.create_index("ix_reaction_state", "reaction", ["state", "asked_at"])
    op.create_index("ix_reaction_answered_at", "reaction", ["answered_at"])


def downgrade() -> None:
    op.drop_table("reaction")
