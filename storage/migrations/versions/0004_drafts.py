"""Unfinished conversations."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text('"end" IS NULL')


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("dialog", sa.String(40), nullable=False),
        sa.Column("dialog_version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(240), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("end", sa.String(12), nullable=True),
        sa.Column("is_filled_in", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index(
        "uq_draft_open",
        "draft",
        ["member", "dialog", "subject"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_table("draft")
