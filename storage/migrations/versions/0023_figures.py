"""The sums of meetings, and agreements found by their date."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_AT_TABLE = ("planned", "by_hand", "everybody")
_WHAT_HAPPENED = (
    *("red", "orange", "green", "overdue", "skipped", "not_reached"),
    *("late", "timed_cases", "minutes_had", "minutes_used", "at_table"),
)


def upgrade() -> None:
    op.create_table(
        "meeting_figures",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _AT_TABLE),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _WHAT_HAPPENED),
        sa.PrimaryKeyConstraint("meeting", name="pk_meeting_figures"),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name="fk_meeting_figures_meeting_meeting"
        ),
    )
    op.create_table(
        "organisation_figures",
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _AT_TABLE),
        sa.PrimaryKeyConstraint("meeting", "organisation", name="pk_organisation_figures"),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meeting.id"], name="fk_organisation_figures_meeting_meeting"
        ),
    )
    op.create_index("ix_agreed_action_due_on", "agreed_action", ["due_on"])


def downgrade() -> None:
    op.drop_index("ix_agreed_action_due_on", "agreed_action")
    op.drop_table("organisation_figures")
    op.drop_table("meeting_figures")
