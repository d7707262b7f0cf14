"""Unfinished conversations, their answers sealed."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, text

from storage.metadata import UtcDateTime, metadata

draft = Table(
    "draft",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("member", String(64), nullable=False),
    Column("dialog", String(40), nullable=False),
    Column("dialog_version", Integer(), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("page", String(40), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("case_id", String(64), nullable=True),
    Column("answers", LargeBinary(), nullable=True),
    Column("end", String(12), nullable=True),
    # one open draft per member and subject, whatever two devices do at once
    Index(
        "uq_draft_open",
        "member",
        "dialog",
        "subject",
        unique=True,
        sqlite_where=text('"end" IS NULL'),
        postgresql_where=text('"end" IS NULL'),
    ),
    Index("ix_draft_expires_at", "expires_at"),
)
