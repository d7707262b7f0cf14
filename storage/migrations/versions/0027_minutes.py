"""The minutes of cases in meetings, with their editions and what was objected to them."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_UNSHARED = sa.text("state <> 'shared'")


def upgrade() -> None:
    _create_minutes()
    _create_editions()
    _create_objections()


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("said_in", sa.String(120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(8), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("waits_since", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("shared_edition", sa.Integer(), nullable=False),
        sa.Column("suppliers", sa.JSON(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("changed_by", sa.String(64), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_minutes"),
        sa.UniqueConstraint("case_id", "said_in", name="uq_minutes_case_id_said_in"),
    )
    op.create_index(
        "ix_minutes_state",
        "minutes",
        ["state"],
        sqlite_where=_UNSHARED,
        postgresql_where=_UNSHARED,
    )
    op.create_index("ix_minutes_shared_at", "minutes", ["shared_at"])


def _create_editions() -> None:
    op.create_table(
        "minutes_edition",
        sa.Column("minutes_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("minutes_id", "number", name="pk_minutes_edition"),
    )


def _create_objections() -> None:
    op.create_table(
        "minutes_objection",
        sa.Column("minutes_id", sa.String(64), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("objected_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("minutes_id", "edition", "member", name="pk_minutes_objection"),
    )


def downgrade() -> None:
    op.drop_table("minutes_objection")
    op.drop_table("minutes_edition")
    op.drop_table("minutes")
