"""Who takes part in drills."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_consent",
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_drill_consent"),
    )


def downgrade() -> None:
    op.drop_table("drill_consent")
