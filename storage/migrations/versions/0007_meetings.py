"""Meetings and their agendas."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(120), nullable=False),
        sa.Column("schedule", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("cut_off_at", UtcDateTime(), nullable=False),
        sa.Column("posts_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("redraft_of", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_ends_at", "meeting", ["ends_at"])
    op.create_table(
        "agenda",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("presence_minutes", sa.Integer(), nullable=False),
        sa.Column("everybody_minutes", sa.Integer(), nullable=False),
        sa.Column("is_proven_best", sa.Boolean(), nullable=False),
        sa.Column("not_due", sa.Integer(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("minutes_asked", sa.Integer(), nullable=False),
        sa.Column("minutes_given", sa.Integer(), nullable=False),
        sa.Column("partners", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", name="pk_agenda"),
        sa.ForeignKeyConstraint(["meeting"], ["meeting.id"], name="fk_agenda_meeting_meeting"),
    )
    _create_parts()


def _create_parts() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("case", sa.String(80), nullable=False),
        sa.Column("colour", sa.String(12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("required", sa.JSON(), nullable=False),
        sa.Column("turn", sa.JSON(), nullable=False),
        *_keys("agenda_item", "code"),
    )
    op.create_index("ix_agenda_item_case", "agenda_item", ["case"])
    op.create_table(
        "agenda_break",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *_keys("agenda_break", "starts_at"),
    )
    op.create_table(
        "agenda_left_out",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("case", sa.String(80), nullable=False),
        sa.Column("colour", sa.String(12), nullable=True),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_left", sa.Integer(), nullable=True),
        sa.Column("cases_above", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(80), nullable=True),
        sa.Column("turn", sa.JSON(), nullable=False),
        *_keys("agenda_left_out", "code"),
    )
    op.create_index("ix_agenda_left_out_case", "agenda_left_out", ["case"])
    op.create_table(
        "agenda_change",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("was_at", UtcDateTime(), nullable=True),
        sa.Column("now_at", UtcDateTime(), nullable=True),
        *_keys("agenda_change", "code"),
    )


def _keys(table: str, key: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.PrimaryKeyConstraint("meeting", key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["meeting"], ["agenda.meeting"], name=f"fk_{table}_meeting_agenda"),
    )


def downgrade() -> None:
    for part in ("agenda_change", "agenda_left_out", "agenda_break", "agenda_item"):
        op.drop_table(part)
    op.drop_table("agenda")
    op.drop_table("meeting")
