"""Which steps of a case its referrer hears of."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0062"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrer_news",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "step", name="pk_referrer_news"),
    )
    op.create_index("ix_referrer_news_member", "referrer_news", ["member", "at"])


def downgrade() -> None:
    op.drop_table("referrer_news")
