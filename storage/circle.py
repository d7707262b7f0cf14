"""The places of members in the circles of cases, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import RowMapping

from domain.case import CirclePlace, CircleReason, LeftReason
from domain.case_circle import Involving, RecordedPlace
from domain.identifiers import CaseId, MemberId, OrganisationId
from storage.clock import clocks_of
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata, row_number
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

# what of a row is no field of a place as it is
_APART: Final = frozenset({"number", "case_id", "involving", "left_why"})
_IS_NOW: Final = "left_at IS NULL"
_MEMBER_LEFT: Final = "left_because IN ('appointment_ended', 'moved_on')"

circle = Table(
    "circle",
    metadata,
    Column("number", row_number, primary_key=True, autoincrement=True),
    Column("case_id", String(64), ForeignKey("cases.id"), nullable=False),
    Column("member", String(64), nullable=False),
    Column("organisation", String(64), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("joined_at", UtcDateTime(), nullable=False),
    Column("until", UtcDateTime(), nullable=True),
    Column("left_at", UtcDateTime(), nullable=True),
    Column("left_because", String(20), nullable=True),
    Column("involving", LargeBinary(), nullable=True),
    Column("left_why", LargeBinary(), nullable=True),
    Column("stands_in_for", String(64), nullable=True),
    Index("ix_circle_case_id", "case_id"),
    Index("ix_circle_member", "member", "case_id"),
    Index("ix_circle_stands_in_for", "stands_in_for", "left_at"),
    # whose member left the house: whether somebody took them over
    Index(
        "ix_circle_left",
        *("left_because", "case_id"),
        sqlite_where=text(_MEMBER_LEFT),
        postgresql_where=text(_MEMBER_LEFT),
    ),
    # one place at a time; those that ended stay as they were
    Index(
        "ix_circle_now",
        *("case_id", "member"),
        unique=True,
        sqlite_where=text(_IS_NOW),
        postgresql_where=text(_IS_NOW),
    ),
)

sealed_involving: Final = SealedColumn[Involving](circle.c.involving, Involving)
sealed_left_why: Final = SealedColumn[str](circle.c.left_why, str)

# a place that was given until a moment gives nothing from then on, also before the clock came round
_AT: Final = bindparam("now", type_=UtcDateTime())
HOLDS: Final = and_(circle.c.left_at.is_(None), or_(circle.c.until.is_(None), circle.c.until > _AT))
IN_CIRCLE: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"), HOLDS)
    .order_by(circle.c.joined_at, circle.c.member)
)
HISTORY: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"))
    .order_by(circle.c.joined_at, circle.c.number)
)
OVER: Final = (
    select(circle)
    .where(circle.c.case_id == bindparam("case"), circle.c.left_at.is_(None), circle.c.until <= _AT)
    .order_by(circle.c.until, circle.c.member)
)
SEATED: Final = (
    select(circle.c.member, circle.c.organisation)
    .where(HOLDS)
    .distinct()
    .order_by(circle.c.member, circle.c.organisation)
)
PLACES_OF: Final = (
    select(circle)
    .where(circle.c.member == bindparam("member"), HOLDS)
    .order_by(circle.c.joined_at, circle.c.case_id)
)
JOINED: Final = (
    select(circle)
    .where(
        circle.c.member == bindparam("member"),
        HOLDS,
        circle.c.joined_at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(circle.c.joined_at, circle.c.case_id)
)
STANDING_IN: Final = (
    select(circle)
    .where(
        circle.c.stands_in_for == bindparam("member"),
        or_(
            circle.c.left_at.is_(None),
            circle.c.left_at >= bindparam("since", type_=UtcDateTime()),
        ),
    )
    .order_by(circle.c.joined_at, circle.c.number)
)
CLOSED: Final = (
    select(circle)
    .where(
        circle.c.member == bindparam("member"),
        circle.c.left_because == literal_column("'case_closed'"),
        circle.c.left_at >= bindparam("since", type_=UtcDateTime()),
    )
    .order_by(circle.c.left_at, circle.c.case_id)
)
_PLACE: Final = (
    circle.c.case_id == bindparam("in_case"),
    circle.c.member == bindparam("whose"),
)
LEAVE: Final = (
    update(circle)
    .where(*_PLACE, circle.c.left_at.is_(None))
    .values(
        left_at=bindparam("left_at"),
        left_because=bindparam("left_because"),
        left_why=bindparam("left_why"),
    )
)
_MOVE_END: Final = (
    update(circle)
    .where(*_PLACE, circle.c.left_at.is_(None))
    .values(until=bindparam("ends", type_=UtcDateTime()))
)
_NOW: Final = circle.alias("now")
RETURN: Final = (
    update(circle)
    .where(
        *_PLACE,
        circle.c.left_at == bindparam("left_then", type_=UtcDateTime()),
        ~exists().where(
            _NOW.c.case_id == bindparam("in_case"),
            _NOW.c.member == bindparam("whose"),
            _NOW.c.left_at.is_(None),
        ),
    )
    .values(left_at=None, left_because=None, left_why=None)
)


class CircleRows:
    """The circles of cases in one transaction; what was said when somebody joined or left is sealed
    under the key of the case.
    """

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def circle(self, case_id: CaseId) -> Sequence[CirclePlace]:
        """Everybody now in the circle, by the moment they joined."""
        return await self._read_places(IN_CIRCLE, {"case": case_id})

    async def places_over(self, case_id: CaseId) -> Sequence[CirclePlace]:
        """Places that were given until a moment that has come, and that nobody ended."""
        return await self._read_places(OVER, {"case": case_id})

    async def seated(self) -> Sequence[tuple[MemberId, OrganisationId]]:
        """Everybody with a place now, once for each organisation."""
        rows = await self._connection.execute(SEATED, {"now": await self._now()})
        return [(MemberId(row.member), OrganisationId(row.organisation)) for row in rows]

    async def places_of(self, member: MemberId) -> Sequence[CirclePlace]:
        """The places a member has now."""
        return await self._read_places(PLACES_OF, {"member": member})

    async def join_circle(self, place: CirclePlace, involving: Involving | None = None) -> bool:
        """Give a member a place, also one who had left; False for one whose place nobody ended."""
        row = asdict(place)
        row["case_id"] = row.pop("case")
        row["involving"] = involving and await sealed_involving.seal(
            self._fields, place.case, place.case, involving
        )
        return await insert_once(self._connection, circle, row)

    async def circle_history(self, case_id: CaseId) -> Sequence[RecordedPlace]:
        """Every place there ever was in the circle, by the moment it began."""
        rows = await self._connection.execute(HISTORY, {"case": case_id})
        return [await self._open(row) for row in rows.mappings()]

    async def joined_since(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places a member got since a moment and still has."""
        return await self._read_places(JOINED, {"member": member, "since": since})

    async def leave_circle(
        self,
        case_id: CaseId,
        member: MemberId,
        at: datetime,
        because: LeftReason | None = None,
        why: str = "",
    ) -> None:
        """End a member's place; nothing changes for one who left before."""
        sealed = await sealed_left_why.seal(self._fields, case_id, case_id, why) if why else None
        end = {"left_at": at, "left_because": because, "left_why": sealed}
        await self._connection.execute(LEAVE, {"in_case": case_id, "whose": member, **end})

    async def return_to_circle(self, case_id: CaseId, member: MemberId, left_at: datetime) -> bool:
        """Give back a place that ended at that very moment; False when there is none."""
        who = {"in_case": case_id, "whose": member, "left_then": left_at}
        return (await self._connection.execute(RETURN, who)).rowcount == 1

    async def standing_in_for(self, member: MemberId, since: datetime) -> Sequence[CirclePlace]:
        """The places of deputies of a member, also those that ended since a moment."""
        return await self._read_places(STANDING_IN, {"member": member, "since": since})

    async def move_end(self, case_id: CaseId, member: MemberId, until: datetime) -> None:
        """Have a place last until another moment."""
        given = {"in_case": case_id, "whose": member, "ends": until}
        await self._connection.execute(_MOVE_END, given)

    async def _now(self) -> datetime:
        """The business time of this transaction, which is that of whoever asks."""
        return (await clocks_of(self._connection)).business

    async def _read_places(self, query: Select[Any], given: Mapping[str, Any]) -> list[CirclePlace]:
        """Read places as they are at the business time of this transaction."""
        rows = await self._connection.execute(query, {**given, "now": await self._now()})
        return [read_place(row) for row in rows.mappings()]

    async def _open(self, row: RowMapping) -> RecordedPlace:
        place = read_place(row)
        return RecordedPlace(
            place=place,
            involving=row["involving"]
            and await sealed_involving.open(self._fields, place.case, place.case, row["involving"]),
            left_why=await sealed_left_why.open(
                self._fields, place.case, place.case, row["left_why"]
            )
            if row["left_why"]
            else "",
        )


def read_place(row: RowMapping) -> CirclePlace:
    """Read one place."""
    content = {name: row[name] for name in row if name not in _APART}
    because = row["left_because"] and LeftReason(row["left_because"])
    read = {"case": CaseId(row["case_id"]), "reason": CircleReason(row["reason"])}
    return CirclePlace(**{**content, **read, "left_because": because})
