"""Rooms of acute sessions."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("service_url", sa.String(400), nullable=False),
        sa.Column("operation", sa.String(800), nullable=False),
        sa.Column("trouble", sa.String(16), nullable=True),
        sa.Column("strangers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_room"),
        sa.ForeignKeyConstraint(
            ["session"], ["acute_session.id"], name="fk_room_session_acute_session"
        ),
    )
    op.create_index("ix_room_conversation", "room", ["conversation"])


def downgrade() -> None:
    op.drop_table("room")
