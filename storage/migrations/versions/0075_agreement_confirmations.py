"""Who was named as having agreed to a decision, and what they say of it."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

_TABLE = "agreement_confirmation"
_NOT_SETTLED = sa.text("settled_at IS NULL AND (answer IS NULL OR answer = 'contradicted')")


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("named_by", sa.String(64), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=True),
        sa.Column("said_by", sa.String(64), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(64), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("instead", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_confirmation"),
    )
    once = ["case_id", "decision", "organisation", "named_at"]
    op.create_index(f"ix_{_TABLE}_once", _TABLE, once, unique=True)
    op.create_index(
        f"ix_{_TABLE}_unsettled",
        _TABLE,
        ["organisation", "named_at"],
        sqlite_where=_NOT_SETTLED,
        postgresql_where=_NOT_SETTLED,
    )
    op.create_index(f"ix_{_TABLE}_answered", _TABLE, ["organisation", "answered_at"])


def downgrade() -> None:
    op.drop_table(_TABLE)
