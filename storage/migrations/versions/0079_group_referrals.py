"""Cases that were referred together."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_referral",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_group_referral"),
    )
    op.create_index("ix_group_referral_mark", "group_referral", ["mark"])


def downgrade() -> None:
    op.drop_index("ix_group_referral_mark", table_name="group_referral")
    op.drop_table("group_referral")
