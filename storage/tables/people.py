"""Who takes part in the house, where it posts, when it meets and who is on duty."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
)

from storage.metadata import metadata

organisation = Table(
    "organisation",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("type", String(24), nullable=False),
    Column("telephone", String(80), nullable=False),
    Column("region", String(120), nullable=False),
    Column("ended_on", Date(), nullable=True),
)

organisation_tag = Table(
    "organisation_tag",
    metadata,
    Column("organisation", String(80), ForeignKey("organisation.id"), primary_key=True),
    Column("tag", String(80), primary_key=True),
)

member = Table(
    "member",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("tenant_id", String(80), nullable=False),
    Column("object_id", String(80), nullable=False),
    Column("name", String(300), nullable=False),
    Column("organisation", String(80), ForeignKey("organisation.id"), nullable=False),
    Column("telephone", String(80), nullable=False),
    Column("language", String(8), nullable=False),
    Column("rank", Integer(), nullable=False),
    Column("is_guest", Boolean(), nullable=False),
    UniqueConstraint("tenant_id", "object_id"),
    Index("ix_member_organisation", "organisation"),
)

appointment = Table(
    "appointment",
    metadata,
    Column("member", String(80), ForeignKey("member.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=True),
)

channel = Table(
    "channel",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("team", String(300), nullable=False),
    Column("conversation_id", String(300), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("ended_on", Date(), nullable=True),
)

schedule = Table(
    "schedule",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("channel", String(80), ForeignKey("channel.id"), nullable=False),
    Column("weekday", Integer(), nullable=False),
    Column("starts_at", Time(), nullable=False),
    Column("minutes", Integer(), nullable=False),
    Column("cut_off_weekday", Integer(), nullable=False),
    Column("cut_off_at", Time(), nullable=False),
    Column("posts_weekday", Integer(), nullable=False),
    Column("posts_at", Time(), nullable=False),
    Column("on_holiday", String(12), nullable=False),
    Column("ended_on", Date(), nullable=True),
)

schedule_break = Table(
    "schedule_break",
    metadata,
    Column("schedule", String(80), ForeignKey("schedule.id"), primary_key=True),
    Column("position", Integer(), primary_key=True),
    Column("earliest_minute", Integer(), nullable=False),
    Column("latest_minute", Integer(), nullable=False),
    Column("minutes", Integer(), nullable=False),
)

schedule_move = Table(
    "schedule_move",
    metadata,
    Column("schedule", String(80), ForeignKey("schedule.id"), primary_key=True),
    Column("planned_on", Date(), primary_key=True),
    Column("held_on", Date(), nullable=False),
    Column("starts_at", Time(), nullable=False),
)

duty_period = Table(
    "duty_period",
    metadata,
    Column("from_on", Date(), primary_key=True),
    Column("until_on", Date(), nullable=False),
    Column("member", String(80), ForeignKey("member.id"), nullable=False),
    Column("deputy", String(80), ForeignKey("member.id"), nullable=True),
)
