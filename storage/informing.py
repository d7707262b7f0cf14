"""Whether the subjects of cases were informed, as rows; what was said is sealed."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    select,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.identifiers import CaseId, MemberId
from domain.informing import Informing, InformingSaid
from storage.fields import Fields
from storage.metadata import metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

informing = Table(
    "informing",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("asked", String(64), nullable=False),
    Column("ask_on", Date(), nullable=True),
    Column("reminders", Integer(), nullable=False),
    Column("said", LargeBinary(), nullable=True),
    Index("ix_informing_ask_on", "ask_on"),
)
sealed_said: Final = SealedColumn[InformingSaid](informing.c.said, InformingSaid)

_OF_CASE: Final = informing.c.case_id == bindparam("case")
_FIND: Final = select(informing).where(_OF_CASE)
# sets the columns among its parameters
_ASK: Final = update(informing).where(_OF_CASE)
DUE: Final = (
    select(informing)
    .where(informing.c.ask_on <= bindparam("today", type_=Date()))
    .order_by(informing.c.ask_on, informing.c.case_id)
)


class InformingRows:
    """What is asked about informing subjects, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, question: Informing, said: InformingSaid | None = None) -> None:
        """Keep a question in the place of the one there was; what was said before stays when
        nothing was now.
        """
        asked = {
            "asked": question.asked,
            "ask_on": question.ask_on,
            "reminders": question.reminders,
        }
        if said is None:
            written = await self._connection.execute(_ASK, {**asked, "case": question.case})
            if written.rowcount:
                return
        sealed = said and await sealed_said.seal(self._fields, question.case, question.case, said)
        row = {"case_id": question.case, **asked, "said": sealed}
        await insert_or_replace(self._connection, informing, row)

    async def find(self, case_id: CaseId) -> Informing | None:
        """The question about a case."""
        row = await self._row(case_id)
        return _read(row) if row else None

    async def last_said(self, case_id: CaseId) -> InformingSaid | None:
        """What was said last."""
        row = await self._row(case_id)
        if row is None or row["said"] is None:
            return None
        return await sealed_said.open(self._fields, case_id, case_id, row["said"])

    async def due(self, today: date) -> Sequence[Informing]:
        """The questions that somebody is asked now, the oldest first."""
        rows = await self._connection.execute(DUE, {"today": today})
        return [_read(row) for row in rows.mappings()]

    async def _row(self, case_id: CaseId) -> RowMapping | None:
        return (await self._connection.execute(_FIND, {"case": case_id})).mappings().one_or_none()


def _read(row: RowMapping) -> Informing:
    return Informing(
        case=CaseId(row["case_id"]),
        asked=MemberId(row["asked"]),
        ask_on=row["ask_on"],
        reminders=row["reminders"],
    )
