"""The audit log: append only, guarded by the database itself, and without content."""

from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
)

from storage.metadata import UtcDateTime, metadata

audit: Final = Table(
    "audit",
    metadata,
    Column("chain", String(120), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("event", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(80)),
    Column("organisation", String(80)),
    Column("roles", String(240), nullable=False),
    Column("on_behalf_of", String(80)),
    Column("case_id", String(80)),
    Column("subject", String(80)),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40)),
    Column("hash", LargeBinary, nullable=False),
    # one place, one entry: of two replicas that append at once the second does its turn again
    PrimaryKeyConstraint("chain", "sequence"),
    Index(None, "who", "at"),
)

_REFUSE_ON_SQLITE: Final = "BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END"
_GUARDS: Final = {
    "sqlite": (
        f"CREATE TRIGGER audit_never_updated BEFORE UPDATE ON audit {_REFUSE_ON_SQLITE}",
        f"CREATE TRIGGER audit_never_deleted BEFORE DELETE ON audit {_REFUSE_ON_SQLITE}",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append only'; END $$""",
        """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    ),
}


def _guard(_table: Table, connection: Connection, **_options: Any) -> None:
    for statement in _GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(audit, "after_create", _guard)
