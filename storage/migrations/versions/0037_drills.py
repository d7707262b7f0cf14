"""Drills of the acute lane."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_RUNS = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "drill",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.String(64), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("lapses_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end", sa.String(16), nullable=True),
        sa.Column("times", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_cleared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drill"),
        sa.UniqueConstraint("number", name="uq_drill_number"),
    )
    op.create_index("ix_drill_running", "drill", ["id"], sqlite_where=_RUNS, postgresql_where=_RUNS)


def downgrade() -> None:
    op.drop_index("ix_drill_running", table_name="drill")
    op.drop_table("drill")
