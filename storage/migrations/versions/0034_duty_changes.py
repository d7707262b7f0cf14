"""What a change of the duty rota changed for whom."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_change",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("id", "member", "from_on", name="pk_duty_change"),
    )
    op.create_index("ix_duty_change_member", "duty_change", ["member", "changed_at"])


def downgrade() -> None:
    op.drop_index("ix_duty_change_member", table_name="duty_change")
    op.drop_table("duty_change")
