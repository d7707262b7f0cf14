"""From which cases a signal still has to be written, and who weighed them."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal_to_write",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("weighed_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_signal_to_write"),
    )


def downgrade() -> None:
    op.drop_table("signal_to_write")
