"""Which partners were asked whether they come, and what they said."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_request",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(12), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_request"),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name="fk_attendance_request_meeting_meeting"
        ),
        sa.UniqueConstraint(
            "meeting", "organisation", name="uq_attendance_request_meeting_organisation"
        ),
    )


def downgrade() -> None:
    op.drop_table("attendance_request")
