"""Links between cases as rows. A reason can be read while the keys of both are there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    or_,
    select,
    text,
    update,
)

from domain.identifiers import CaseId, LinkId, MemberId
from domain.linked_case import CaseLink
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.sealed_twice import open_twice, seal_twice
from storage.transaction import Transaction
from storage.upsert import insert_once

_IS_OPEN: Final = "ended_at IS NULL"

case_link = Table(
    "case_link",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("one_case", String(64), nullable=False),
    Column("other_case", String(64), nullable=False),
    Column("linked_by", String(64), nullable=False),
    Column("linked_at", UtcDateTime(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
    Column("ended_by", String(64), nullable=True),
    Column("ended_at", UtcDateTime(), nullable=True),
    Column("ended_reason", LargeBinary(), nullable=True),
    # two cases are linked once at a time
    Index(
        "ix_case_link_open",
        *("one_case", "other_case"),
        unique=True,
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
    Index(
        "ix_case_link_other",
        "other_case",
        sqlite_where=text(_IS_OPEN),
        postgresql_where=text(_IS_OPEN),
    ),
)
sealed_linking: Final = SealedColumn[str](case_link.c.reason, str)
sealed_unlinking: Final = SealedColumn[str](case_link.c.ended_reason, str)

_OPEN_OF: Final = (
    select(case_link)
    .where(
        case_link.c.ended_at.is_(None),
        or_(
            case_link.c.one_case == bindparam("of_case"),
            case_link.c.other_case == bindparam("of_case"),
        ),
    )
    .order_by(case_link.c.linked_at, case_link.c.id)
)
_OPEN_AMONG: Final = (
    select(case_link)
    .where(
        case_link.c.ended_at.is_(None),
        case_link.c.one_case.in_(bindparam("cases", expanding=True)),
        case_link.c.other_case.in_(bindparam("cases", expanding=True)),
    )
    .order_by(case_link.c.linked_at, case_link.c.id)
)
_WHY: Final = select(case_link.c.reason).where(case_link.c.id == bindparam("this"))
_END: Final = update(case_link).where(
    case_link.c.id == bindparam("this"), case_link.c.ended_at.is_(None)
)


class LinkedCaseRows:
    """The links between cases on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, link: CaseLink, reason: str) -> bool:
        """Keep a new link with its reason; False when the two are linked already."""
        row = {
            "id": link.id,
            "one_case": link.one,
            "other_case": link.other,
            "linked_by": link.linked_by,
            "linked_at": link.linked_at,
            "reason": await self._seal(sealed_linking, link, reason),
        }
        return await insert_once(self._connection, case_link, row)

    async def open_of(self, case: CaseId) -> Sequence[CaseLink]:
        """The links of a case that were not ended, oldest first."""
        rows = await self._connection.execute(_OPEN_OF, {"of_case": case})
        return [_read(row) for row in rows]

    async def open_among(self, cases: Collection[CaseId]) -> Sequence[CaseLink]:
        """The links between two of these cases that were not ended, oldest first."""
        if not cases:
            return ()
        rows = await self._connection.execute(_OPEN_AMONG, {"cases": sorted(cases)})
        return [_read(row) for row in rows]

    async def why(self, link: CaseLink) -> str:
        """Why two cases were linked, decrypted."""
        sealed = (await self._connection.execute(_WHY, {"this": link.id})).scalar_one()
        ends = (link.one, link.other)
        return await open_twice(sealed_linking, self._fields, ends, link.id, sealed)

    async def end(self, link: CaseLink, by: MemberId, at: datetime, reason: str) -> bool:
        """End a link with a reason; False when it was ended before."""
        sealed = await self._seal(sealed_unlinking, link, reason)
        given = {"this": link.id, "ended_by": by, "ended_at": at, "ended_reason": sealed}
        return (await self._connection.execute(_END, given)).rowcount == 1

    async def _seal(self, column: SealedColumn[str], link: CaseLink, reason: str) -> bytes:
        return await seal_twice(column, self._fields, (link.one, link.other), link.id, reason)


def _read(row: Row[Any]) -> CaseLink:
    return CaseLink(
        id=LinkId(row.id),
        one=CaseId(row.one_case),
        other=CaseId(row.other_case),
        linked_by=MemberId(row.linked_by),
        linked_at=row.linked_at,
    )
