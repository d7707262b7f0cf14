"""Kinds of meeting: of which kind each schedule and meeting is, and who comes as a rule."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OF_A_KIND = ("schedule", "meeting")
_CHANGES = ("INSERT", "UPDATE", "DELETE")
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
    for table in _OF_A_KIND:
        op.add_column(table, sa.Column("kind", sa.String(40), nullable=True))
    _watch()


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
    for table in _OF_A_KIND:
        op.drop_column(table, "kind")
    op.drop_table("meeting_kind")
