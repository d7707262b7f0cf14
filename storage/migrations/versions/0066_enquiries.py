"""Which partners were asked whether they know a subject, why, and what they said."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0066"
down_revision = "0064"
branch_labels = None
depends_on = None

_PARTLY = (
    ("ix_enquiry_on", ["member", "due_on"], "ended_at IS NULL"),
    ("ix_enquiry_pushed", ["pushed_to", "pushed_on"], "pushed_on IS NOT NULL"),
)


def upgrade() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=True),
        sa.Column("ground", sa.String(16), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end", sa.String(16), nullable=True),
        sa.Column("pushed_on", sa.Date(), nullable=True),
        sa.Column("pushed_to", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry"),
        sa.UniqueConstraint("case_id", "organisation", name="uq_enquiry_case_id_organisation"),
    )
    op.create_index("ix_enquiry_case_id", "enquiry", ["case_id", "member"])
    for name, columns, where in _PARTLY:
        condition = sa.text(where)
        op.create_index(
            name, "enquiry", columns, sqlite_where=condition, postgresql_where=condition
        )


def downgrade() -> None:
    op.drop_table("enquiry")
