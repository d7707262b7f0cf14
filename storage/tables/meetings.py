"""Meetings and their agendas: codes, colours, minutes and times, never content."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from storage.metadata import UtcDateTime, metadata

meeting = Table(
    "meeting",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("schedule", String(80), nullable=False),
    Column("channel", String(80), nullable=False),
    Column("planned_on", Date(), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime(), nullable=False),
    Column("cut_off_at", UtcDateTime(), nullable=False),
    Column("posts_at", UtcDateTime(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("is_cancelled", Boolean(), nullable=False),
    Column("redraft_of", Integer(), nullable=True),
    Index("ix_meeting_ends_at", "ends_at"),
)

agenda = Table(
    "agenda",
    metadata,
    Column("meeting", String(120), ForeignKey("meeting.id"), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("drafted_at", UtcDateTime(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("approved_by", String(80), nullable=True),
    Column("approved_at", UtcDateTime(), nullable=True),
    Column("posted_at", UtcDateTime(), nullable=True),
    Column("presence_minutes", Integer(), nullable=False),
    Column("everybody_minutes", Integer(), nullable=False),
    Column("is_proven_best", Boolean(), nullable=False),
)

agenda_item = Table(
    "agenda_item",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("case", String(80), nullable=False),
    Column("colour", String(12), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("required", JSON(), nullable=False),
    Index("ix_agenda_item_case", "case"),
)

agenda_break = Table(
    "agenda_break",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("starts_at", UtcDateTime(), primary_key=True),
    Column("minutes", Integer(), nullable=False),
)

agenda_left_out = Table(
    "agenda_left_out",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("position", Integer(), nullable=False),
    Column("case", String(80), nullable=False),
    Column("colour", String(12), nullable=True),
    Column("reason", String(24), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("minutes_left", Integer(), nullable=True),
    Column("cases_above", Integer(), nullable=True),
    Column("organisation", String(80), nullable=True),
    Index("ix_agenda_left_out_case", "case"),
)

agenda_change = Table(
    "agenda_change",
    metadata,
    Column("meeting", String(120), ForeignKey("agenda.meeting"), primary_key=True),
    Column("code", String(12), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("was_at", UtcDateTime(), nullable=True),
    Column("now_at", UtcDateTime(), nullable=True),
)
