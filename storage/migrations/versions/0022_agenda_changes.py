"""When a posted agenda last changed, and when its meeting was to begin at first."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agenda", sa.Column("changed_at", UtcDateTime(), nullable=True))
    op.add_column("agenda", sa.Column("moved_from", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("agenda", "moved_from")
    op.drop_column("agenda", "changed_at")
