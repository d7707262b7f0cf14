"""The places of members in the circles of cases, as rows."""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    exists,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.case import CirclePlace, CircleReason, LeftReason
from domain.identifiers import CaseId
from storage.metadata import UtcDateTime, metadata, row_number

_IS_NOW: Final = "left_at IS NULL"

circle = Table(
    "circle",
    metadata,
    Column("number", row_number, primary_key=True, autoincrement=True),
    Column("case_id", String(64), ForeignKey("cases.id"), nullable=False),
    Column("member", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("joined_at", UtcDateTime(), nullable=False),
    Column("left_at", UtcDateTime(), nullable=True),
    Column("left_because", String(20), nullable=True),
    Index("ix_circle_case_id", "case_id"),
    Index("ix_circle_member", "member", "case_id"),
    # one place at a time; those that ended stay as they were
    Index(
        "ix_circle_now",
        *("case_id", "member"),
        unique=True,
        sqlite_where=text(_IS_NOW),
        postgresql_where=text(_IS_NOW),
    ),
)

IN_CIRCLE: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"), circle.c.left_at.is_(None))
    .order_by(circle.c.joined_at, circle.c.member)
)
HISTORY: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"))
    .order_by(circle.c.joined_at, circle.c.number)
)
JOINED: Final = (
    select(circle)
    .where(
        circle.c.member == bindparam("member"),
        circle.c.left_at.is_(None),
        circle.c.joined_at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(circle.c.joined_at, circle.c.case_id)
)
_PLACE: Final = (
    circle.c.case_id == bindparam("in_case"),
    circle.c.member == bindparam("whose"),
)
LEAVE: Final = (
    update(circle)
    .where(*_PLACE, circle.c.left_at.is_(None))
    .values(left_at=bindparam("left_at"), left_because=bindparam("left_because"))
)
_NOW: Final = circle.alias("now")
RETURN: Final = (
    update(circle)
    .where(
        *_PLACE,
        circle.c.left_at == bindparam("left_then", type_=UtcDateTime()),
        ~exists().where(
            _NOW.c.case_id == bindparam("in_case"),
            _NOW.c.member == bindparam("whose"),
            _NOW.c.left_at.is_(None),
        ),
    )
    .values(left_at=None, left_because=None)
)


def read_place(row: RowMapping) -> CirclePlace:
    """Read one place."""
    content = {name: row[name] for name in row if name not in {"number", "case_id"}}
    because = row["left_because"] and LeftReason(row["left_because"])
    read = {"case": CaseId(row["case_id"]), "reason": CircleReason(row["reason"])}
    return CirclePlace(**{**content, **read, "left_because": because})
