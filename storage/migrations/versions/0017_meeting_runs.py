"""What happened at the table."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting_run",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("started_by", sa.String(80), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("last_step", sa.String(12), nullable=False),
        sa.Column("last_by", sa.String(80), nullable=True),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", name="pk_meeting_run"),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_meeting_run_meeting_meeting"),
    )
    op.create_table(
        "meeting_run_case",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("case", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("progress", sa.String(12), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("started_by", sa.String(80), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(80), nullable=True),
        sa.Column("added_minutes", sa.Integer(), nullable=False),
        *_keys("meeting_run_case", "case"),
    )
    op.create_table(
        "meeting_run_presence",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        *_keys("meeting_run_presence", "organisation", "position"),
    )
    op.create_table(
        "meeting_run_told",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case", sa.String(80), nullable=False),
        sa.Column("expected_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        *_keys("meeting_run_told", "organisation"),
    )


def _keys(table: str, *keys: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("meeting", *keys, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting_run.meeting"], name=f"fk_{table}_meeting_meeting_run"
        ),
    )


def downgrade() -> None:
    for part in ("told", "presence", "case"):
        op.drop_table(f"meeting_run_{part}")
    op.drop_table("meeting_run")
