"""The audit log, append only."""

import sqlalchemy as sa
from alembic import op

from storage.metadata import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFUSE_ON_SQLITE = "BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END"


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True
        ),
        sa.Column("chain", sa.String(120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(80), nullable=True),
        sa.Column("organisation", sa.String(80), nullable=True),
        sa.Column("roles", sa.String(240), nullable=False),
        sa.Column("on_behalf_of", sa.String(80), nullable=True),
        sa.Column("case_id", sa.String(80), nullable=True),
        sa.Column("subject", sa.String(80), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("part", sa.String(40), nullable=True),
        sa.Column("ground", sa.String(40), nullable=True),
        sa.Column("change", sa.String(20), nullable=True),
        sa.Column("operator", sa.String(80), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("chain", "sequence", name="uq_audit_chain_sequence"),
    )
    op.create_index("ix_audit_who_at", "audit", ["who", "at"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    op.execute(f"CREATE TRIGGER audit_never_updated BEFORE UPDATE ON audit {_REFUSE_ON_SQLITE}")
    op.execute(f"CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit {_REFUSE_ON_SQLITE}")


def _guard_on_postgresql() -> None:
    op.execute(
        """CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append only'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"""
    )


def downgrade() -> None:
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")
