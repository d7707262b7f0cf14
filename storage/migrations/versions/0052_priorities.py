"""The list of prioritised cases: each step of a case on it."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

_IS_STANDING = sa.text("criteria_version IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "priority",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.Column("criteria_version", sa.String(40), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_priority"),
    )
    op.create_index(
        "ix_priority_standing",
        "priority",
        ["case_id"],
        sqlite_where=_IS_STANDING,
        postgresql_where=_IS_STANDING,
    )


def downgrade() -> None:
    op.drop_table("priority")
