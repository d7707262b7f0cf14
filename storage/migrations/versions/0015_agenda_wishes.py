"""What coordinators want of the draft of a meeting, and what a new draft means for partners."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_wish",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case", sa.String(80), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(80), nullable=True),
        sa.Column("leave_reason", sa.String(20), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("taken_back_number", sa.Integer(), nullable=True),
        sa.Column("taken_back_by", sa.String(80), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "number", name="pk_agenda_wish"),
    )
    op.add_column(
        "meeting", sa.Column("wish_revision", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("agenda", sa.Column("effects", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("agenda", "effects")
    op.drop_column("meeting", "wish_revision")
    op.drop_table("agenda_wish")
