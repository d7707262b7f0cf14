"""Cases, referrals and circles."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_cases()
    _create_referral()
    _create_circle()


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("referrer", sa.String(64), nullable=False),
        sa.Column("referring_organisation", sa.String(64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("case_director", sa.String(64), nullable=True),
        sa.Column("colour_rank", sa.Integer(), nullable=False),
        sa.Column("call_rank", sa.Integer(), nullable=False, server_default="3"),
        sa.Column("colour_minutes", sa.Integer(), nullable=True),
        sa.Column("colour_required", sa.JSON(), nullable=True),
        sa.Column("colour_set_by", sa.String(64), nullable=True),
        sa.Column("colour_set_at", UtcDateTime(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("carried_forward_on", sa.Date(), nullable=True),
        sa.Column("asked_for_on", sa.Date(), nullable=True),
        sa.Column("discussed_on", sa.Date(), nullable=True),
        sa.Column("meeting_kind", sa.String(40), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("reduced_on", sa.Date(), nullable=True),
        sa.Column("prioritised_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("code", name="uq_cases_code"),
    )
    op.create_index(
        "ix_cases_list",
        "cases",
        [
            *("state", "colour_rank", "call_rank", "next_review_on", "received_at", "code"),
            *("colour_minutes", "meeting_kind", "case_director", "prioritised_on", "id"),
        ],
    )
    op.create_index("ix_cases_referrer", "cases", ["referrer"])
    op.create_index("ix_cases_received_at", "cases", ["received_at"])
    op.create_index("ix_cases_changed_at", "cases", ["state", "changed_at"])


def _create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("is_renamed", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("is_merged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_referral"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_referral_case_id_cases"),
    )


def _create_circle() -> None:
    op.create_table(
        "circle",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True
        ),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("left_because", sa.String(20), nullable=True),
        sa.Column("involving", sa.LargeBinary(), nullable=True),
        sa.Column("left_why", sa.LargeBinary(), nullable=True),
        sa.Column("stands_in_for", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_circle"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_circle_case_id_cases"),
    )
    op.create_index("ix_circle_case_id", "circle", ["case_id"])
    op.create_index("ix_circle_member", "circle", ["member", "case_id"])
    op.create_index("ix_circle_stands_in_for", "circle", ["stands_in_for", "left_at"])
    member_left = sa.text("left_because IN ('appointment_ended', 'moved_on')")
    op.create_index(
        "ix_circle_left",
        "circle",
        ["left_because", "case_id"],
        sqlite_where=member_left,
        postgresql_where=member_left,
    )
    op.create_index(
        "ix_circle_now",
        "circle",
        ["case_id", "member"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("circle")
    op.drop_table("referral")
    op.drop_table("cases")
