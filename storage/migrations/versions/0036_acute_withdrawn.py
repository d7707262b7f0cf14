"""When the reporter of an acute report withdrew it."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("acute_session", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("acute_session", "withdrawn_at")
