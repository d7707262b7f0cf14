"""Which processes serve the house."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replica",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_replica"),
    )


def downgrade() -> None:
    op.drop_table("replica")
