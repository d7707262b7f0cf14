"""The places of members in the circles of cases, as rows."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, String, Table, bindparam, select, update
from sqlalchemy.engine import RowMapping

from domain.case import CirclePlace, CircleReason
from domain.identifiers import CaseId
from storage.metadata import UtcDateTime, metadata

circle = Table(
    "circle",
    metadata,
    Column("case_id", String(64), ForeignKey("cases.id"), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("joined_at", UtcDateTime(), nullable=False),
    Column("left_at", UtcDateTime(), nullable=True),
    Index("ix_circle_member", "member"),
)

IN_CIRCLE: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"), circle.c.left_at.is_(None))
    .order_by(circle.c.joined_at, circle.c.member)
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
COME_BACK: Final = (
    update(circle)
    .where(*_PLACE, circle.c.left_at.is_not(None))
    .values({column.name: bindparam(column.name) for column in circle.columns})
)
LEAVE: Final = (
    update(circle).where(*_PLACE, circle.c.left_at.is_(None)).values(left_at=bindparam("left_at"))
)
RETURN: Final = (
    update(circle)
    .where(*_PLACE, circle.c.left_at == bindparam("left_then", type_=UtcDateTime()))
    .values(left_at=None)
)


def read_place(row: RowMapping) -> CirclePlace:
    """Read one place."""
    content = {**row}
    case_id, reason = CaseId(content.pop("case_id")), CircleReason(row["reason"])
    return CirclePlace(**{**content, "case": case_id, "reason": reason})
