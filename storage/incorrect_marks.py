"""Statements that are called incorrect, as rows; what was said is sealed under the case."""

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
    literal_column,
    select,
    update,
)

from domain.errors import NotFoundError
from domain.identifiers import CaseId, MarkId, MemberId, OrganisationId
from domain.incorrect import IncorrectMark, MarkState, MarkWords, StatementPart, ToldMark
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import change_one, insert_once

incorrect_mark = Table(
    "incorrect_mark",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("part", String(20), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("marked_by", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("marked_at", UtcDateTime(), nullable=False),
    Column("supplier", String(64), nullable=True),
    Column("state", String(20), nullable=False),
    Column("answered_by", String(64), nullable=True),
    Column("answered_at", UtcDateTime(), nullable=True),
    Column("words", LargeBinary(), nullable=False),
    Index("ix_incorrect_mark_case_id", "case_id", "marked_at"),
    Index("ix_incorrect_mark_state", "state", "marked_at"),
    Index("ix_incorrect_mark_marked_by", "marked_by", "answered_at"),
)
sealed_mark: Final = SealedColumn[MarkWords](incorrect_mark.c.words, MarkWords)

_WITHOUT_WORDS: Final = select(
    *(one for one in incorrect_mark.c if one is not incorrect_mark.c.words)
)
_ONE: Final = select(incorrect_mark).where(incorrect_mark.c.id == bindparam("mark"))
_OF_CASE: Final = (
    select(incorrect_mark)
    .where(incorrect_mark.c.case_id == bindparam("case"))
    .order_by(incorrect_mark.c.marked_at.desc(), incorrect_mark.c.id)
)
_IS_OPEN: Final = incorrect_mark.c.state == literal_column("'open'")
OPEN_MARKS: Final = _WITHOUT_WORDS.where(_IS_OPEN).order_by(
    incorrect_mark.c.marked_at, incorrect_mark.c.id
)
_ANSWERED_OF: Final = _WITHOUT_WORDS.where(
    incorrect_mark.c.marked_by == bindparam("whose"),
    incorrect_mark.c.answered_at >= bindparam("since", type_=UtcDateTime()),
).order_by(incorrect_mark.c.answered_at.desc(), incorrect_mark.c.id)
_FORGET: Final = update(incorrect_mark).where(incorrect_mark.c.id == bindparam("this"))
_SETTLE: Final = update(incorrect_mark).where(incorrect_mark.c.id == bindparam("this"), _IS_OPEN)


class IncorrectMarkRows:
    """The marks on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, mark: IncorrectMark, words: MarkWords) -> None:
        """Keep a new mark."""
        row = {
            "id": mark.id,
            "case_id": mark.case,
            "part": mark.part,
            "subject": mark.subject,
            "marked_by": mark.marked_by,
            "organisation": mark.organisation,
            "marked_at": mark.marked_at,
            "supplier": mark.supplier,
            "state": mark.state,
            "words": await sealed_mark.seal(self._fields, mark.case, mark.id, words),
        }
        await insert_once(self._connection, incorrect_mark, row)

    async def settle(self, mark: IncorrectMark, words: MarkWords) -> None:
        """Keep an answer; ConflictError when there is one."""
        answered = {
            "this": mark.id,
            "state": mark.state,
            "answered_by": mark.answered_by,
            "answered_at": mark.answered_at,
            "words": await sealed_mark.seal(self._fields, mark.case, mark.id, words),
        }
        await change_one(self._connection, _SETTLE, answered)

    async def forget_words(self, mark: IncorrectMark) -> None:
        """Keep of a mark only that it was made, and settled."""
        bare = {
            "this": mark.id,
            "state": mark.state,
            "answered_by": mark.answered_by,
            "answered_at": mark.answered_at,
            "words": await sealed_mark.seal(self._fields, mark.case, mark.id, MarkWords(what="")),
        }
        await self._connection.execute(_FORGET, bare)

    async def find(self, known_as: MarkId) -> ToldMark:
        """Find a mark with what was said; NotFoundError when there is none."""
        row = (await self._connection.execute(_ONE, {"mark": known_as})).one_or_none()
        if row is None:
            raise NotFoundError
        return await self._open(row)

    async def of_case(self, case_id: CaseId) -> list[ToldMark]:
        """The marks of a case, the newest first."""
        rows = await self._connection.execute(_OF_CASE, {"case": case_id})
        return [await self._open(row) for row in rows]

    async def open(self) -> list[IncorrectMark]:
        """Every mark without an answer, oldest first."""
        return [_mark(row) for row in await self._connection.execute(OPEN_MARKS, {})]

    async def answered_of(self, member: MemberId, since: datetime) -> list[IncorrectMark]:
        """The marks of a member that were answered since a moment, the last first."""
        given = {"whose": member, "since": since}
        rows = await self._connection.execute(_ANSWERED_OF, given)
        return [_mark(row) for row in rows]

    async def _open(self, row: Row[Any]) -> ToldMark:
        mark = _mark(row)
        words = await sealed_mark.open(self._fields, mark.case, mark.id, row.words)
        return ToldMark(mark=mark, words=words)


def _mark(row: Row[Any]) -> IncorrectMark:
    return IncorrectMark(
        id=MarkId(row.id),
        case=CaseId(row.case_id),
        part=StatementPart(row.part),
        subject=row.subject,
        marked_by=MemberId(row.marked_by),
        organisation=OrganisationId(row.organisation),
        marked_at=row.marked_at,
        supplier=row.supplier and OrganisationId(row.supplier),
        state=MarkState(row.state),
        answered_by=row.answered_by and MemberId(row.answered_by),
        answered_at=row.answered_at,
    )
