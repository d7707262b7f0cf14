"""Who hands over their work to whom."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_IS_WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "work_hand_over",
        sa.Column("giver", sa.String(64), nullable=False),
        sa.Column("receiver", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("is_reminded", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("why_not", sa.LargeBinary(), nullable=True),
        sa.Column("chosen", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recorded_by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("giver", name="pk_work_hand_over"),
    )
    op.create_index(
        "ix_work_hand_over_receiver",
        "work_hand_over",
        ["receiver"],
        sqlite_where=_IS_WAITING,
        postgresql_where=_IS_WAITING,
    )
    op.create_index("ix_work_hand_over_ended_at", "work_hand_over", ["ended_at"])


def downgrade() -> None:
    op.drop_table("work_hand_over")
