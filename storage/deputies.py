"""Who stands in for whom, as rows: moments and ids, no text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Index, Row, String, Table, bindparam, or_, select

from domain.absence import Span
from domain.deputy import StandIn
from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId, StandInId
from storage.metadata import UtcDateTime, metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

stand_in = Table(
    "stand_in",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("member", String(80), nullable=False),
    Column("deputy", String(80), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("starts_at", UtcDateTime(), nullable=False),
    Column("ends_at", UtcDateTime(), nullable=False),
    Column("named_by", String(80), nullable=False),
    Column("named_at", UtcDateTime(), nullable=False),
    Column("declined_at", UtcDateTime(), nullable=True),
    Column("withdrawn_at", UtcDateTime(), nullable=True),
    Column("deputy_away_at", UtcDateTime(), nullable=True),
    Index("ix_stand_in_member", "member", "ends_at"),
    Index("ix_stand_in_deputy", "deputy", "ends_at"),
    Index("ix_stand_in_declined_at", "declined_at"),
    Index("ix_stand_in_deputy_away_at", "deputy_away_at"),
)

_ORDER: Final = (stand_in.c.starts_at, stand_in.c.id)
_ENDS_LATER: Final = stand_in.c.ends_at > bindparam("ends_after", type_=UtcDateTime())
_BY_ID: Final = select(stand_in).where(stand_in.c.id == bindparam("this"))
OF_MEMBER: Final = (
    select(stand_in).where(stand_in.c.member == bindparam("member"), _ENDS_LATER).order_by(*_ORDER)
)
OF_DEPUTY: Final = (
    select(stand_in).where(stand_in.c.deputy == bindparam("member"), _ENDS_LATER).order_by(*_ORDER)
)
_SINCE: Final = bindparam("since", type_=UtcDateTime())
LEFT_ALONE: Final = (
    select(stand_in)
    .where(or_(stand_in.c.declined_at >= _SINCE, stand_in.c.deputy_away_at >= _SINCE))
    .order_by(*_ORDER)
)


class DeputyRows:
    """Who stands in for whom, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, new: StandIn) -> None:
        """Keep who stands in, in the place of what was known of it."""
        row = {
            "id": new.id,
            "member": new.member,
            "deputy": new.deputy,
            "organisation": new.organisation,
            "starts_at": new.span.starts_at,
            "ends_at": new.span.ends_at,
            "named_by": new.named_by,
            "named_at": new.named_at,
            "declined_at": new.declined_at,
            "withdrawn_at": new.withdrawn_at,
            "deputy_away_at": new.deputy_away_at,
        }
        await insert_or_replace(self._connection, stand_in, row)

    async def get(self, stand_in_id: StandInId) -> StandIn:
        """Find one; NotFoundError when there is none."""
        found = await self._list(_BY_ID, {"this": stand_in_id})
        if not found:
            raise NotFoundError
        return found[0]

    async def of_member(self, member: MemberId, since: datetime) -> Sequence[StandIn]:
        """Who stands in for a member after a moment, by start."""
        return await self._list(OF_MEMBER, {"member": member, "ends_after": since})

    async def of_deputy(self, deputy: MemberId, since: datetime) -> Sequence[StandIn]:
        """For whom a member stands in after a moment, by start."""
        return await self._list(OF_DEPUTY, {"member": deputy, "ends_after": since})

    async def left_alone_since(self, since: datetime) -> Sequence[StandIn]:
        """Where the deputy declined since a moment or said to be away too, by start."""
        return await self._list(LEFT_ALONE, {"since": since})

    async def _list(self, asked: Any, given: Mapping[str, Any]) -> list[StandIn]:
        return [_stand_in(row) for row in await self._connection.execute(asked, given)]


def _stand_in(row: Row[Any]) -> StandIn:
    return StandIn(
        id=StandInId(row.id),
        member=MemberId(row.member),
        deputy=MemberId(row.deputy),
        organisation=OrganisationId(row.organisation),
        span=Span(starts_at=row.starts_at, ends_at=row.ends_at),
        named_by=MemberId(row.named_by),
        named_at=row.named_at,
        declined_at=row.declined_at,
        withdrawn_at=row.withdrawn_at,
        deputy_away_at=row.deputy_away_at,
    )
