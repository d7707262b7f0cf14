"""The written rounds of green cases, and what the partners said."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('choosing', 'appointing', 'writing', 'asking', 'waiting')")


def upgrade() -> None:
    op.create_table(
        "written_round",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("coloured_at", UtcDateTime(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("writer", sa.String(64), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.String(64), nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=True),
        sa.Column("may_leave", sa.Boolean(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("lines", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_written_round"),
    )
    op.create_index("ix_written_round_case_id", "written_round", ["case_id", "since_on"])
    op.create_index(
        "uq_written_round_open",
        "written_round",
        ["case_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "round_answer",
        sa.Column("round", sa.String(40), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("stance", sa.String(16), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("round", "member", name="pk_round_answer"),
        sa.ForeignKeyConstraint(
            ["round"], ["written_round.id"], name="fk_round_answer_round_written_round"
        ),
    )


def downgrade() -> None:
    op.drop_table("round_answer")
    op.drop_table("written_round")
