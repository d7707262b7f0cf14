"""Cases that a house brought in, each as its file told it."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_import",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "mark", name="pk_case_import"),
        sa.UniqueConstraint("mark", name="uq_case_import_mark"),
    )


def downgrade() -> None:
    op.drop_table("case_import")
