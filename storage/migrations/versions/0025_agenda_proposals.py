"""Proposals to change an approved agenda, and what members were last told of their own times."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_proposal",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("late", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=True),
        sa.Column("decided_by", sa.String(80), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", name="pk_agenda_proposal"),
    )
    op.add_column("agenda", sa.Column("told", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("agenda", "told")
    op.drop_table("agenda_proposal")
