"""A meeting that a process director moved or called off: to when, why, who and when."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("moved_to", UtcDateTime(), nullable=True))
    op.add_column("meeting", sa.Column("called_off", sa.String(20), nullable=True))
    op.add_column("meeting", sa.Column("changed_by", sa.String(80), nullable=True))
    op.add_column("meeting", sa.Column("changed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("meeting", "changed_at")
    op.drop_column("meeting", "changed_by")
    op.drop_column("meeting", "called_off")
    op.drop_column("meeting", "moved_to")
