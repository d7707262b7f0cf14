"""Inbox, outbox, posted cards, addresses and the business clock: the ground under every turn."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from storage.metadata import UtcDateTime, metadata

# SQLite numbers rows by itself only when the key is a plain INTEGER
_RowNumber = BigInteger().with_variant(Integer(), "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(32), primary_key=True),
    Column("conversation", String(400), primary_key=True),
    Column("activity", String(200), primary_key=True),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("status", Integer(), nullable=True),
    Column("body", LargeBinary(), nullable=True),
    Index("ix_inbox_received_at", "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("business_key", String(300), nullable=False, unique=True),
    Column("kind", String(40), nullable=True),
    Column("subject", String(200), nullable=False),
    Column("operation", String(8), nullable=False),
    Column("target", String(450), nullable=False),
    Column("member", String(64), nullable=True),
    Column("channel", String(64), nullable=True),
    Column("service_url", String(400), nullable=True),
    Column("conversation", String(400), nullable=True),
    Column("activity", String(200), nullable=True),
    Column("card", String(200), nullable=True),
    Column("content", LargeBinary(), nullable=True),
    Column("urgency", Integer(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("due_at", UtcDateTime(), nullable=True),
    Column("expires_at", UtcDateTime(), nullable=True),
    Column("ready_at", UtcDateTime(), nullable=False),
    Column("lease_until", UtcDateTime(), nullable=True),
    Column("fence", Integer(), nullable=False),
    Column("attempts", Integer(), nullable=False),
    Column("unknowns", Integer(), nullable=False),
    Column("cause", String(40), nullable=True),
    Column("http_status", Integer(), nullable=True),
    Column("is_told", Boolean(), nullable=False, default=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Index(
        "ix_outbox_open",
        "urgency",
        "id",
        sqlite_where=text("state IN ('pending', 'unknown', 'sending')"),
        postgresql_where=text("state IN ('pending', 'unknown', 'sending')"),
    ),
    # one flight per conversation, whatever the number of replicas
    Index(
        "uq_outbox_flight",
        "target",
        unique=True,
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index("ix_outbox_card", "card"),
)

posted_card = Table(
    "posted_card",
    metadata,
    Column("card", String(200), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("activity", String(200), nullable=False),
    Column("posted_at", UtcDateTime(), nullable=False),
)

address = Table(
    "address",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("service_url", String(400), nullable=False),
    Column("conversation", String(400), nullable=False),
    Column("user", String(200), nullable=False),
    Column("learned_at", UtcDateTime(), nullable=False),
)

business_clock = Table(
    "business_clock",
    metadata,
    Column("id", Integer(), primary_key=True, autoincrement=False),
    Column("offset_seconds", BigInteger(), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
