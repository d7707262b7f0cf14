"""A stamp that is set anew when members or organisations change."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = ("organisation", "organisation_tag", "member", "appointment")
_CHANGES = ("INSERT", "UPDATE", "DELETE")
_SET_ANEW = """INSERT INTO people_stamp (id, stamp) VALUES (1, {random})
    ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"""
_RANDOM_ON_POSTGRESQL = "('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint"


def upgrade() -> None:
    op.create_table(
        "people_stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people_stamp"),
        sa.CheckConstraint("id = 1", name="ck_people_stamp_one_row"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _watch_on_sqlite()
    else:
        _watch_on_postgresql()


def _watch_on_sqlite() -> None:
    for table in _TABLES:
        for change in _CHANGES:
            op.execute(
                f"CREATE TRIGGER {table}_stamps_{change.lower()} AFTER {change} ON {table}"
                f" BEGIN {_SET_ANEW.format(random='random()')}; END"
            )


def _watch_on_postgresql() -> None:
    set_anew = _SET_ANEW.format(random=_RANDOM_ON_POSTGRESQL)
    op.execute(
        f"""CREATE OR REPLACE FUNCTION stamp_people() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {set_anew}; RETURN NULL; END $$"""
    )
    for table in _TABLES:
        op.execute(
            f"""CREATE TRIGGER {table}_stamps AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
            ON {table} FOR EACH STATEMENT EXECUTE FUNCTION stamp_people()"""
        )


def downgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        op.execute("DROP FUNCTION stamp_people() CASCADE")
    else:
        for table in _TABLES:
            for change in _CHANGES:
                op.execute(f"DROP TRIGGER {table}_stamps_{change.lower()}")
    op.drop_table("people_stamp")
