"""The duty rota as the house file last said it. Of a house that runs the rota is what it said."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_loaded",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("deputy", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("from_on", name="pk_duty_loaded"),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_duty_loaded_member_member"),
        sa.ForeignKeyConstraint(["deputy"], ["member.id"], name="fk_duty_loaded_deputy_member"),
    )
    op.execute(
        "INSERT INTO duty_loaded (from_on, until_on, member, deputy)"
        " SELECT from_on, until_on, member, deputy FROM duty_period"
    )
    op.create_index("ix_duty_period_until_on", "duty_period", ["until_on"])


def downgrade() -> None:
    op.drop_index("ix_duty_period_until_on", table_name="duty_period")
    op.drop_table("duty_loaded")
