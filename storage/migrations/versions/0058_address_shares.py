"""To whom the address of a case is told."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address_share",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("shared_by", sa.String(64), nullable=False),
        sa.Column("shared_at", UtcDateTime(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "member", name="pk_address_share"),
    )
    op.create_index("ix_address_share_member", "address_share", ["member"])


def downgrade() -> None:
    op.drop_table("address_share")
