"""Which closed cases are to be reopened, as rows; why is sealed under the key of their case."""

from typing import Any, Final

from sqlalchemy import Column, Date, LargeBinary, Row, String, Table, bindparam, delete, select

from domain.identifiers import CaseId, MemberId
from domain.reopening import HeldReopening, Reopening, ReopeningState
from storage.fields import Fields
from storage.metadata import metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

reopening: Final = Table(
    "reopening",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("asked_by", String(64), nullable=False),
    Column("until_on", Date(), nullable=False),
    Column("state", String(16), nullable=False),
    Column("content", LargeBinary(), nullable=False),
)

sealed_reopening: Final = SealedColumn[Reopening](reopening.c.content, Reopening)

_THIS_CASE: Final = reopening.c.case_id == bindparam("case")
_OF_CASE: Final = select(reopening).where(_THIS_CASE)
REOPENINGS: Final = select(
    reopening.c.case_id, reopening.c.asked_by, reopening.c.until_on, reopening.c.state
).order_by(reopening.c.until_on, reopening.c.case_id)
_FORGET: Final = delete(reopening).where(_THIS_CASE)


class ReopeningRows:
    """The wishes to reopen a case, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, wish: Reopening) -> None:
        """Keep a wish, in the place of the one there was for this case."""
        held = wish.held
        row = {
            "case_id": held.case,
            "asked_by": held.asked_by,
            "until_on": held.until_on,
            "state": held.state,
            "content": await sealed_reopening.seal(self._fields, held.case, held.case, wish),
        }
        await insert_or_replace(self._connection, reopening, row)

    async def find(self, case_id: CaseId) -> Reopening | None:
        """The wish for a case; None when there is none."""
        row = (await self._connection.execute(_OF_CASE, {"case": case_id})).one_or_none()
        if row is None:
            return None
        return await sealed_reopening.open(self._fields, case_id, case_id, row.content)

    async def all(self) -> list[HeldReopening]:
        """Every wish, without why."""
        return [_held(row) for row in await self._connection.execute(REOPENINGS)]

    async def forget(self, case_id: CaseId) -> None:
        """Forget the wish for a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})


def _held(row: Row[Any]) -> HeldReopening:
    return HeldReopening(
        case=CaseId(row.case_id),
        asked_by=MemberId(row.asked_by),
        until_on=row.until_on,
        state=ReopeningState(row.state),
    )
