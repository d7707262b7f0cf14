"""Who is asked to direct a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "director_request",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("why_declined", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name="pk_director_request"),
    )
    op.create_index("ix_director_request_member", "director_request", ["member", "asked_at"])
    op.create_index("ix_director_request_asked_at", "director_request", ["asked_at"])


def downgrade() -> None:
    op.drop_table("director_request")
