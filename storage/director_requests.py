"""Who is asked to direct a case, as rows; why somebody does not is sealed under the case."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    select,
)

from domain.case_director import DirectorRequest
from domain.identifiers import CaseId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

director_request = Table(
    "director_request",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("member", String(64), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("reminders", Integer(), nullable=False),
    Column("declined_at", UtcDateTime(), nullable=True),
    Column("why_declined", LargeBinary(), nullable=True),
    Index("ix_director_request_member", "member", "asked_at"),
    Index("ix_director_request_asked_at", "asked_at"),
)
sealed_why_declined: Final = SealedColumn[str](director_request.c.why_declined, str)

_THIS_CASE: Final = director_request.c.case_id == bindparam("case")
_OF_CASE: Final = select(director_request).where(_THIS_CASE)
_WHY: Final = select(director_request.c.why_declined).where(_THIS_CASE)
_OLDEST_FIRST: Final = (director_request.c.asked_at, director_request.c.case_id)
DIRECTING_ASKED: Final = (
    select(director_request)
    .where(
        director_request.c.member == bindparam("member"),
        director_request.c.declined_at.is_(None),
    )
    .order_by(*_OLDEST_FIRST)
)
_ALL: Final = select(director_request).order_by(*_OLDEST_FIRST)
_FORGET: Final = delete(director_request).where(_THIS_CASE)


class DirectorRequestRows:
    """Who is asked to direct a case, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, request: DirectorRequest, why_declined: str = "") -> None:
        """Keep a question, in the place of the one there was for this case."""
        case_id = request.case
        row = {
            "case_id": case_id,
            "member": request.member,
            "asked_by": request.asked_by,
            "asked_at": request.asked_at,
            "reminders": request.reminders,
            "declined_at": request.declined_at,
            "why_declined": await sealed_why_declined.seal(
                self._fields, case_id, case_id, why_declined
            )
            if why_declined
            else None,
        }
        await insert_or_replace(self._connection, director_request, row)

    async def find(self, case_id: CaseId) -> DirectorRequest | None:
        """The question about a case; None when nobody is asked."""
        found = await self._list(_OF_CASE, {"case": case_id})
        return found[0] if found else None

    async def why_declined(self, case_id: CaseId) -> str:
        """Why who was asked last does not direct the case; empty when they did not say no."""
        sealed = await self._connection.scalar(_WHY, {"case": case_id})
        if sealed is None:
            return ""
        return await sealed_why_declined.open(self._fields, case_id, case_id, sealed)

    async def of_member(self, member: MemberId) -> list[DirectorRequest]:
        """What a member is asked and did not decline, oldest first."""
        return await self._list(DIRECTING_ASKED, {"member": member})

    async def all(self) -> list[DirectorRequest]:
        """Every question, oldest first."""
        return await self._list(_ALL, {})

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[DirectorRequest]:
        return [_request(row) for row in await self._connection.execute(asked, given)]


def _request(row: Row[Any]) -> DirectorRequest:
    return DirectorRequest(
        case=CaseId(row.case_id),
        member=MemberId(row.member),
        asked_by=MemberId(row.asked_by),
        asked_at=row.asked_at,
        reminders=row.reminders,
        declined_at=row.declined_at,
    )
