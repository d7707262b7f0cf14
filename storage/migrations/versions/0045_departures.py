"""Who asks to leave a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "departure",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "member", name="pk_departure"),
    )
    op.create_index("ix_departure_declined_at", "departure", ["declined_at", "asked_at"])
    op.create_index("ix_departure_member", "departure", ["member"])


def downgrade() -> None:
    op.drop_table("departure")
