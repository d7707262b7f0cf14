"""Inbox, outbox, posted cards, addresses and the business clock."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_OPEN = "state IN ('pending', 'sending', 'unknown')"
_FAILED = "state IN ('dead', 'expired', 'asked', 'withheld')"
_KEPT = sa.text("body IS NOT NULL")


def upgrade() -> None:
    _create_inbox()
    _create_outbox()
    _index_outbox()
    _create_cards_addresses_and_clock()


def downgrade() -> None:
    for table in ("key_check", "business_clock", "address", "posted_card", "outbox", "inbox"):
        op.drop_table(table)


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("activity", sa.String(200), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "conversation", "activity", name="pk_inbox"),
    )
    op.create_index("ix_inbox_arrived", "inbox", ["received_at"])
    op.create_index(
        "ix_inbox_received_at",
        "inbox",
        ["received_at"],
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
        sa.Column("business_key", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("operation", sa.String(8), nullable=False),
        sa.Column("target", sa.String(450), nullable=False),
        sa.Column("member", sa.String(64), nullable=True),
        sa.Column("channel", sa.String(64), nullable=True),
        sa.Column("service_url", sa.String(400), nullable=True),
        sa.Column("conversation", sa.String(400), nullable=True),
        sa.Column("activity", sa.String(200), nullable=True),
        sa.Column("card", sa.String(200), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("late_at", UtcDateTime(), nullable=True),
        sa.Column("ready_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("business_key", name="uq_outbox_business_key"),
    )


def _index_outbox() -> None:
    _index("ix_outbox_open", ["urgency", "id"], _OPEN)
    _index("ix_outbox_card", ["card", "id"], f"card IS NOT NULL AND {_OPEN}")
    _index("ix_outbox_target", ["target"], _OPEN)
    _index("uq_outbox_flight", ["target"], "state = 'sending'", unique=True)
    _index("ix_outbox_untold", ["id"], f"NOT is_told AND {_FAILED}")
    _index("ix_outbox_subject", ["subject"], "kind IS NOT NULL")
    _index("ix_outbox_over", ["expires_at"], f"NOT ({_OPEN})")


def _index(name: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(
        name, "outbox", columns, sqlite_where=where, postgresql_where=where, unique=unique
    )


def _create_cards_addresses_and_clock() -> None:
    op.create_table(
        "posted_card",
        sa.Column("card", sa.String(200), nullable=False),
        sa.Column("service_url", sa.String(400), nullable=False),
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("activity", sa.String(200), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=True),
        sa.Column("member", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("card", name="pk_posted_card"),
    )
    of_case = sa.text("case_id IS NOT NULL")
    for name, columns in (
        ("ix_posted_card_case", ["case_id", "member"]),
        ("ix_posted_card_age", ["posted_at"]),
    ):
        op.create_index(
            name, "posted_card", columns, sqlite_where=of_case, postgresql_where=of_case
        )
    op.create_table(
        "address",
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("service_url", sa.String(400), nullable=False),
        sa.Column("conversation", sa.String(400), nullable=False),
        sa.Column("user", sa.String(200), nullable=False),
        sa.Column("identity", sa.String(200), nullable=False),
        sa.Column("learned_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_address"),
    )
    op.create_index("ix_address_conversation", "address", ["conversation"])
    op.create_table(
        "business_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset_seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_business_clock"),
        sa.CheckConstraint("id = 1", name="ck_business_clock_one_row"),
    )
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
        sa.CheckConstraint("id = 1", name="ck_key_check_one_row"),
    )
