"""To whom the address of a case is told, as rows; why is sealed under the key of the case."""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    and_,
    bindparam,
    delete,
    or_,
    select,
)

from domain.address_share import AddressShare
from domain.identifiers import CaseId, MemberId
from storage.circle import HOLDS, circle
from storage.clock import clocks_of
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

address_share = Table(
    "address_share",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("shared_by", String(64), nullable=False),
    Column("shared_at", UtcDateTime(), nullable=False),
    Column("until_on", Date(), nullable=True),
    Column("reason", LargeBinary(), nullable=False),
    Index("ix_address_share_member", "member"),
)
sealed_share_reason: Final = SealedColumn[str](address_share.c.reason, str)

_OF_CASE: Final = (
    select(address_share)
    .where(address_share.c.case_id == bindparam("case"))
    .order_by(address_share.c.shared_at, address_share.c.member)
)
# who left and came back has another place, and is told nothing by what was said before
_COUNTS: Final = and_(
    circle.c.case_id == address_share.c.case_id,
    circle.c.member == address_share.c.member,
    HOLDS,
    circle.c.joined_at <= address_share.c.shared_at,
    or_(
        address_share.c.until_on.is_(None),
        address_share.c.until_on >= bindparam("today", type_=Date()),
    ),
)
_TOLD: Final = (
    select(*(one for one in address_share.c if one is not address_share.c.reason))
    .join(circle, _COUNTS)
    .where(address_share.c.member == bindparam("whose"))
    .order_by(address_share.c.shared_at, address_share.c.case_id)
)
_TOLD_OF: Final = _TOLD.where(address_share.c.case_id == bindparam("case"))
_FORGET: Final = delete(address_share).where(
    address_share.c.case_id == bindparam("case"), address_share.c.member == bindparam("whose")
)
_FORGET_ALL: Final = delete(address_share).where(address_share.c.case_id == bindparam("case"))


class AddressShareRows:
    """To whom addresses are told, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, share: AddressShare) -> None:
        """Keep a share, in the place of the one there was."""
        row = {
            "case_id": share.case,
            "member": share.member,
            "shared_by": share.shared_by,
            "shared_at": share.shared_at,
            "until_on": share.until_on,
            "reason": await sealed_share_reason.seal(
                self._fields, share.case, _name(share.case, share.member), share.reason
            ),
        }
        await insert_or_replace(self._connection, address_share, row)

    async def is_told(self, case_id: CaseId, member: MemberId, today: date) -> bool:
        """Tell whether a member is told an address today."""
        given = {"case": case_id, "whose": member, "today": today, "now": await self._now()}
        return bool((await self._connection.execute(_TOLD_OF, given)).all())

    async def of_case(self, case_id: CaseId) -> list[AddressShare]:
        """To whom the address of a case was told, the first first."""
        rows = (await self._connection.execute(_OF_CASE, {"case": case_id})).all()
        return [
            _share(
                row,
                await sealed_share_reason.open(
                    self._fields, case_id, _name(case_id, row.member), row.reason
                ),
            )
            for row in rows
        ]

    async def cases_told(self, member: MemberId, today: date) -> list[AddressShare]:
        """Which addresses a member is told today, without why."""
        given = {"whose": member, "today": today, "now": await self._now()}
        return [_share(row, "") for row in await self._connection.execute(_TOLD, given)]

    async def forget(self, case_id: CaseId, member: MemberId) -> bool:
        """Tell a member the address no more; False when it was not told."""
        given = {"case": case_id, "whose": member}
        return (await self._connection.execute(_FORGET, given)).rowcount == 1

    async def forget_all(self, case_id: CaseId) -> None:
        """Tell nobody the address any more."""
        await self._connection.execute(_FORGET_ALL, {"case": case_id})

    async def _now(self) -> datetime:
        return (await clocks_of(self._connection)).business


def _name(case_id: str, member: str) -> str:
    return f"{case_id}:{member}"


def _share(row: Row[Any], reason: str) -> AddressShare:
    return AddressShare(
        case=CaseId(row.case_id),
        member=MemberId(row.member),
        shared_by=MemberId(row.shared_by),
        shared_at=row.shared_at,
        until_on=row.until_on,
        reason=reason,
    )
