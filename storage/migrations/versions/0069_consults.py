"""Questions before a referral."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consult",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("asker", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("reply", sa.String(12), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("taken_by", sa.String(64), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consult"),
    )
    op.create_index("ix_consult_asker", "consult", ["asker"])
    op.create_index(
        "ix_consult_waits",
        "consult",
        ["said_at"],
        sqlite_where=sa.text("waits"),
        postgresql_where=sa.text("waits"),
    )


def downgrade() -> None:
    op.drop_index("ix_consult_waits", table_name="consult")
    op.drop_index("ix_consult_asker", table_name="consult")
    op.drop_table("consult")
