"""What is asked of who supplied something of a case, and what they answered."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extension",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("goes_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_extension"),
    )
    op.create_table(
        "extension_answer",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("says", sa.String(12), nullable=True),
        sa.Column("said_by", sa.String(64), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "organisation", name="pk_extension_answer"),
    )


def downgrade() -> None:
    op.drop_table("extension_answer")
    op.drop_table("extension")
