"""Which organisations are asked whether they may be named to a referrer, as rows: ids, moments and
words of the trade.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from domain.enquiry import DisclosureGround
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, NamingId, OrganisationId
from domain.involved_answer import InvolvedAnswer, NamingAnswer, NamingAsked
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace, replace_parts

involved_answer = Table(
    "involved_answer",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("due_on", Date(), nullable=False),
    Index("ix_involved_answer_due_on", "due_on"),
)
naming = Table(
    "naming",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("answer", String(16)),
    Column("ground", String(16)),
    Column("answered_at", UtcDateTime()),
    Column("answered_by", String(64)),
    Column("version", Integer(), nullable=False),
    Index("ix_naming_case_id", "case_id"),
)

_SAID: Final = (
    naming.c.answer,
    naming.c.ground,
    naming.c.answered_at,
    naming.c.answered_by,
    naming.c.version,
)
_ASKED: Final = (naming.c.id, naming.c.organisation, *_SAID)
_WITH_ASKED: Final = select(involved_answer, *_ASKED).select_from(
    involved_answer.outerjoin(naming, naming.c.case_id == involved_answer.c.case_id)
)
_IN_ORDER: Final = (
    involved_answer.c.asked_at,
    involved_answer.c.case_id,
    naming.c.organisation,
    naming.c.id,
)
_OF_CASE: Final = _WITH_ASKED.where(involved_answer.c.case_id == bindparam("case")).order_by(
    *_IN_ORDER
)
_OPEN: Final = _WITH_ASKED.where(
    involved_answer.c.due_on >= bindparam("today", type_=Date())
).order_by(*_IN_ORDER)
INVOLVED_ASKED: Final = select(involved_answer.c.case_id).where(
    involved_answer.c.due_on >= bindparam("today", type_=Date())
)
_NAMING: Final = select(naming).where(naming.c.id == bindparam("this"))
_SAVE: Final = (
    update(naming)
    .where(naming.c.id == bindparam("this"), naming.c.version == bindparam("kept_version"))
    .values({one.name: bindparam(one.name) for one in _SAID})
)
_FORGET: Final = delete(involved_answer).where(involved_answer.c.case_id == bindparam("case"))
_FORGET_ASKED: Final = delete(naming).where(naming.c.case_id == bindparam("case"))


class InvolvedAnswerRows:
    """The questions which organisations are involved, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, answer: InvolvedAnswer) -> None:
        """Keep a new question with all that are asked, in the place of the one there was."""
        row = {
            "case_id": answer.case,
            "asked_by": answer.asked_by,
            "asked_at": answer.asked_at,
            "due_on": answer.due_on,
        }
        await insert_or_replace(self._connection, involved_answer, row)
        asked = [_values(one) for one in answer.namings]
        await replace_parts(self._connection, naming.c.case_id, answer.case, asked)

    async def find(self, case_id: CaseId) -> InvolvedAnswer | None:
        """The question of a case; None when there is none."""
        return next(iter(await self._read(_OF_CASE, {"case": case_id})), None)

    async def get_naming(self, naming_id: NamingId) -> NamingAsked:
        """One organisation that is asked; NotFoundError when there is none."""
        rows = await self._connection.execute(_NAMING, {"this": naming_id})
        row = rows.one_or_none()
        if row is None:
            raise NotFoundError
        return _naming(row, CaseId(row.case_id))

    async def save(self, changed: NamingAsked) -> None:
        """Save what an organisation says; ConflictError when the kept version is another."""
        said = {
            "answer": changed.answer,
            "ground": changed.ground,
            "answered_at": changed.answered_at,
            "answered_by": changed.answered_by,
            "version": changed.version + 1,
        }
        given = {**said, "this": changed.id, "kept_version": changed.version}
        if (await self._connection.execute(_SAVE, given)).rowcount != 1:
            raise ConflictError

    async def open_on(self, today: date) -> Sequence[InvolvedAnswer]:
        """All questions whose last day has not passed, oldest first."""
        return await self._read(_OPEN, {"today": today})

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question of a case, if there is one."""
        await self._connection.execute(_FORGET_ASKED, {"case": case_id})
        await self._connection.execute(_FORGET, {"case": case_id})

    async def _read(self, query: Select[Any], given: Mapping[str, Any]) -> list[InvolvedAnswer]:
        rows = await self._connection.execute(query, given)
        return [_answer(list(one)) for _, one in groupby(rows, key=lambda row: row.case_id)]


def _values(asked: NamingAsked) -> dict[str, Any]:
    return {
        "id": asked.id,
        "case_id": asked.case,
        "organisation": asked.organisation,
        "answer": asked.answer,
        "ground": asked.ground,
        "answered_at": asked.answered_at,
        "answered_by": asked.answered_by,
        "version": asked.version,
    }


def _answer(rows: Sequence[Row[Any]]) -> InvolvedAnswer:
    first = rows[0]
    case = CaseId(first.case_id)
    return InvolvedAnswer(
        case=case,
        asked_by=MemberId(first.asked_by),
        asked_at=first.asked_at,
        due_on=first.due_on,
        namings=tuple(_naming(row, case) for row in rows if row.id is not None),
    )


def _naming(row: Row[Any], case: CaseId) -> NamingAsked:
    return NamingAsked(
        id=NamingId(row.id),
        case=case,
        organisation=OrganisationId(row.organisation),
        answer=NamingAnswer(row.answer) if row.answer else None,
        ground=DisclosureGround(row.ground) if row.ground else None,
        answered_at=row.answered_at,
        answered_by=MemberId(row.answered_by) if row.answered_by else None,
        version=row.version,
    )
