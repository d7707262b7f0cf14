"""Secret addresses, and who read them."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret_address",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_secret_address"),
    )
    op.create_table(
        "secret_look",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True
        ),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_secret_look"),
    )
    op.create_index("ix_secret_look_case_id", "secret_look", ["case_id", "number"])


def downgrade() -> None:
    op.drop_table("secret_look")
    op.drop_table("secret_address")
