"""Which referrers are asked to explain criteria afterwards, as rows."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Index, Integer, Row, String, Table, bindparam, delete, select

from domain.criteria_request import CriteriaRequest
from domain.identifiers import CaseId, MemberId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

criteria_request = Table(
    "criteria_request",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("member", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("reminders", Integer(), nullable=False),
    Index("ix_criteria_request_member", "member", "asked_at"),
)

_THIS_CASE: Final = criteria_request.c.case_id == bindparam("case")
_OF_CASE: Final = select(criteria_request).where(_THIS_CASE)
ASKED_OF: Final = (
    select(criteria_request)
    .where(criteria_request.c.member == bindparam("member"))
    .order_by(criteria_request.c.asked_at, criteria_request.c.case_id)
)
_REMINDED: Final = (
    select(criteria_request)
    .where(criteria_request.c.reminders > bindparam("times"))
    .order_by(criteria_request.c.asked_at, criteria_request.c.case_id)
)
_FORGET: Final = delete(criteria_request).where(_THIS_CASE)


class CriteriaRequestRows:
    """What referrers are asked, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, request: CriteriaRequest) -> None:
        """Keep a question, in the place of the one there was for this case."""
        row = {
            "case_id": request.case,
            "member": request.member,
            "asked_at": request.asked_at,
            "reminders": request.reminders,
        }
        await insert_or_replace(self._connection, criteria_request, row)

    async def find(self, case_id: CaseId) -> CriteriaRequest | None:
        """The question about a case; None when nobody is asked."""
        found = await self._list(_OF_CASE, {"case": case_id})
        return found[0] if found else None

    async def of_member(self, member: MemberId) -> list[CriteriaRequest]:
        """What a member is asked, oldest first."""
        return await self._list(ASKED_OF, {"member": member})

    async def reminded_more_than(self, times: int) -> list[CriteriaRequest]:
        """Those of which more reminders than so many were counted, oldest first."""
        return await self._list(_REMINDED, {"times": times})

    async def forget(self, case_id: CaseId) -> None:
        """Forget the question about a case, if there is one."""
        await self._connection.execute(_FORGET, {"case": case_id})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[CriteriaRequest]:
        return [_request(row) for row in await self._connection.execute(asked, given)]


def _request(row: Row[Any]) -> CriteriaRequest:
    return CriteriaRequest(
        case=CaseId(row.case_id),
        member=MemberId(row.member),
        asked_at=row.asked_at,
        reminders=row.reminders,
    )
