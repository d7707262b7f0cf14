"""Kinds of meeting: of which kind each schedule, meeting and case is, and who comes as a rule."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KIND_OF = {"schedule": "kind", "meeting": "kind", "cases": "meeting_kind"}
_CHANGES = ("INSERT", "UPDATE", "DELETE")
_LISTED = ["state", "colour_rank", "next_review_on", "code", "colour_minutes"]
_SET_ANEW = """INSERT INTO people_stamp (id, stamp) VALUES (1, random())
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"""


def upgrade() -> None:
    op.create_table(
        "meeting_kind",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("title", sa.String(24), nullable=True),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("fixed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_kind"),
    )
    for table, column in _KIND_OF.items():
        op.add_column(table, sa.Column(column, sa.String(40), nullable=True))
    _list_by(*_LISTED, "meeting_kind")
    _watch()


def _list_by(*columns: str) -> None:
    op.drop_index("ix_cases_list", "cases")
    op.create_index("ix_cases_list", "cases", list(columns))


def _watch() -> None:
    """Kinds are remembered with the people: a change of them moves the same stamp."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE TRIGGER meeting_kind_stamps AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
            ON meeting_kind FOR EACH STATEMENT EXECUTE FUNCTION stamp_people()"""
        )
        return
    for change in _CHANGES:
        name = f"meeting_kind_stamps_{change.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {change} ON meeting_kind BEGIN {_SET_ANEW}; END")


def downgrade() -> None:
    _list_by(*_LISTED)
    for table, column in _KIND_OF.items():
        op.drop_column(table, column)
    op.drop_table("meeting_kind")
