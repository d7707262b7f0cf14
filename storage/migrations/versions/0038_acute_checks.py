"""What is asked a day and three days after an acute session."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_IS_OPEN = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.create_table(
        "acute_check",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_acute_check"),
    )
    op.create_index(
        "ix_acute_check_open",
        "acute_check",
        ["case_id"],
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    )


def downgrade() -> None:
    op.drop_table("acute_check")
