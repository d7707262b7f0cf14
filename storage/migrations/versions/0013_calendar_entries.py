"""What the calendars of members say of meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "member", name="pk_calendar_entry"),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name="fk_calendar_entry_meeting_meeting"
        ),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_calendar_entry_member_member"),
    )


def downgrade() -> None:
    op.drop_table("calendar_entry")
