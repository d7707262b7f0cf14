"""Cases that are linked, and why."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_IS_OPEN = "ended_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "case_link",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("one_case", sa.String(64), nullable=False),
        sa.Column("other_case", sa.String(64), nullable=False),
        sa.Column("linked_by", sa.String(64), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("ended_by", sa.String(64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_link"),
    )
    op.create_index(
        "ix_case_link_open",
        "case_link",
        ["one_case", "other_case"],
        unique=True,
        sqlite_where=sa.text(_IS_OPEN),
        postgresql_where=sa.text(_IS_OPEN),
    )
    op.create_index(
        "ix_case_link_other",
        "case_link",
        ["other_case"],
        sqlite_where=sa.text(_IS_OPEN),
        postgresql_where=sa.text(_IS_OPEN),
    )


def downgrade() -> None:
    op.drop_table("case_link")
