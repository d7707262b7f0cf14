"""Who asks to leave a case, as rows; what they say of it is sealed under the case."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    select,
)

from domain.departure import DepartureRequest
from domain.identifiers import CaseId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

departure = Table(
    "departure",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("declined_at", UtcDateTime(), nullable=True),
    Column("said", LargeBinary(), nullable=False),
    Index("ix_departure_declined_at", "declined_at", "asked_at"),
    Index("ix_departure_member", "member"),
)
sealed_departure: Final = SealedColumn[str](departure.c.said, str)

_THEIRS: Final = (
    departure.c.case_id == bindparam("in_case"),
    departure.c.member == bindparam("whose"),
)
_ONE: Final = select(departure).where(*_THEIRS)
DEPARTING: Final = (
    select(departure)
    .where(departure.c.declined_at.is_(None))
    .order_by(departure.c.asked_at, departure.c.case_id, departure.c.member)
)
_DECLINED: Final = (
    select(departure)
    .where(departure.c.member == bindparam("whose"), departure.c.declined_at.is_not(None))
    .order_by(departure.c.declined_at, departure.c.case_id)
)
_FORGET: Final = delete(departure).where(*_THEIRS)


class DepartureRows:
    """Who asks to leave a case, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, request: DepartureRequest, why: str) -> None:
        """Keep a question, in the place of the one there was."""
        name = f"{request.case}:{request.member}"
        row = {
            "case_id": request.case,
            "member": request.member,
            "asked_at": request.asked_at,
            "declined_at": request.declined_at,
            "said": await sealed_departure.seal(self._fields, request.case, name, why),
        }
        await insert_or_replace(self._connection, departure, row)

    async def find(self, case_id: CaseId, member: MemberId) -> DepartureRequest | None:
        """The question of a member; None when they ask nothing."""
        found = await self._list(_ONE, {"in_case": case_id, "whose": member})
        return found[0] if found else None

    async def why(self, case_id: CaseId, member: MemberId) -> str:
        """What was said last; empty when nothing is asked."""
        given = {"in_case": case_id, "whose": member}
        row = (await self._connection.execute(_ONE, given)).one_or_none()
        if row is None:
            return ""
        return await sealed_departure.open(self._fields, case_id, f"{case_id}:{member}", row.said)

    async def waiting(self) -> list[DepartureRequest]:
        """The questions that no process director answered, oldest first."""
        return await self._list(DEPARTING, {})

    async def declined_of(self, member: MemberId) -> list[DepartureRequest]:
        """The questions of a member after which they were asked to stay."""
        return await self._list(_DECLINED, {"whose": member})

    async def forget(self, case_id: CaseId, member: MemberId) -> None:
        """Forget the question of a member, if there is one."""
        await self._connection.execute(_FORGET, {"in_case": case_id, "whose": member})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[DepartureRequest]:
        return [_request(row) for row in await self._connection.execute(asked, given)]


def _request(row: Row[Any]) -> DepartureRequest:
    return DepartureRequest(
        case=CaseId(row.case_id),
        member=MemberId(row.member),
        asked_at=row.asked_at,
        declined_at=row.declined_at,
    )
