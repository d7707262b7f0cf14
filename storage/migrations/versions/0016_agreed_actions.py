"""What people promised to do about a case."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WHERE = {"owner": sa.text("state = 'open'"), "asked": sa.text("asked IS NOT NULL")}


def upgrade() -> None:
    op.create_table(
        "agreed_action",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("said_in", sa.String(64), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.String(64), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("asked", sa.String(64), nullable=True),
        sa.Column("told_to", sa.String(64), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreed_action"),
    )
    op.create_index("ix_agreed_action_case_id", "agreed_action", ["case_id"])
    op.create_index("ix_agreed_action_said_in", "agreed_action", ["said_in"])
    for column, where in _WHERE.items():
        op.create_index(
            f"ix_agreed_action_{column}",
            "agreed_action",
            [column],
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    op.drop_table("agreed_action")
