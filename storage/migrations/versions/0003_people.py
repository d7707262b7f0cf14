"""Organisations, members, channels, weekly meetings and the duty rota."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_organisations()
    _create_members()
    _create_schedules()
    op.create_table(
        "duty_period",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("deputy", sa.String(80), nullable=True),
        sa.PrimaryKeyConstraint("from_on", name="pk_duty_period"),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_duty_period_member_member"),
        sa.ForeignKeyConstraint(["deputy"], ["member.id"], name="fk_duty_period_deputy_member"),
    )


def _create_organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("telephone", sa.String(80), nullable=False),
        sa.Column("region", sa.String(120), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "organisation_tag",
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("tag", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "tag", name="pk_organisation_tag"),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisation.id"],
            name="fk_organisation_tag_organisation_organisation",
        ),
    )


def _create_members() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("tenant_id", sa.String(80), nullable=False),
        sa.Column("object_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("telephone", sa.String(80), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("sign_in", sa.String(254), nullable=False),
        sa.Column("screened_until", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.id"], name="fk_member_organisation_organisation"
        ),
        sa.UniqueConstraint("tenant_id", "object_id", name="uq_member_tenant_id_object_id"),
    )
    op.create_index("ix_member_organisation", "member", ["organisation"])
    op.create_table(
        "appointment",
        sa.Column("member", sa.String(80), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("member", "role", "from_on", name="pk_appointment"),
        sa.ForeignKeyConstraint(["member"], ["member.id"], name="fk_appointment_member_member"),
    )


def _create_schedules() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("team", sa.String(300), nullable=False),
        sa.Column("conversation_id", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("cut_off_weekday", sa.Integer(), nullable=False),
        sa.Column("cut_off_at", sa.Time(), nullable=False),
        sa.Column("posts_weekday", sa.Integer(), nullable=False),
        sa.Column("posts_at", sa.Time(), nullable=False),
        sa.Column("on_holiday", sa.String(12), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_schedule"),
        sa.ForeignKeyConstraint(["channel"], ["channel.id"], name="fk_schedule_channel_channel"),
    )
    _create_parts_of_schedules()


def _create_parts_of_schedules() -> None:
    op.create_table(
        "schedule_break",
        sa.Column("schedule", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("earliest_minute", sa.Integer(), nullable=False),
        sa.Column("latest_minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "position", name="pk_schedule_break"),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedule.id"], name="fk_schedule_break_schedule_schedule"
        ),
    )
    op.create_table(
        "schedule_move",
        sa.Column("schedule", sa.String(80), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.PrimaryKeyConstraint("schedule", "planned_on", name="pk_schedule_move"),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedule.id"], name="fk_schedule_move_schedule_schedule"
        ),
    )


def downgrade() -> None:
    for table in (
        "duty_period",
        "schedule_move",
        "schedule_break",
        "schedule",
        "channel",
        "appointment",
        "member",
        "organisation_tag",
        "organisation",
    ):
        op.drop_table(table)
