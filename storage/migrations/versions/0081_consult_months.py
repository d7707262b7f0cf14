"""How many questions before a referral the house got in a month: numbers only."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consult_month",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month_on", name="pk_consult_month"),
    )


def downgrade() -> None:
    op.drop_table("consult_month")
