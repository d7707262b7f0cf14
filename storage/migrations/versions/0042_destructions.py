"""Which cases are being destroyed, and how many were."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destruction",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("erased", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_destruction"),
    )
    op.create_table(
        "destroyed_cases",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "ground", name="pk_destroyed_cases"),
    )


def downgrade() -> None:
    op.drop_table("destroyed_cases")
    op.drop_table("destruction")
