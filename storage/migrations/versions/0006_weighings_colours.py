"""Screenings, weighings and colours."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screening",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.Column("screened_by", sa.String(64), nullable=False),
        sa.Column("screened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_screening"),
    )
    op.create_table(
        "weighing",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.LargeBinary(), nullable=False),
        sa.Column("weighed_by", sa.String(64), nullable=False),
        sa.Column("weighed_at", UtcDateTime(), nullable=False),
        sa.Column("set_aside_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_weighing"),
    )
    op.create_table(
        "colour",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("colour", sa.String(12), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("required", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_colour"),
    )


def downgrade() -> None:
    op.drop_table("colour")
    op.drop_table("weighing")
    op.drop_table("screening")
