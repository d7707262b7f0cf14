"""Who asks to discuss a case, as rows; the reason is sealed under the key of its case."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, delete, select

from domain.discussion_wish import DiscussionWish
from domain.identifiers import CaseId, MemberId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

discussion_wish = Table(
    "discussion_wish",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("member", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("asked_at", UtcDateTime(), nullable=False),
    Column("reason", LargeBinary(), nullable=False),
)

sealed_wish: Final = SealedColumn[str](discussion_wish.c.reason, str)

_THIS_CASE: Final = discussion_wish.c.case_id == bindparam("case")
_OF_CASE: Final = (
    select(discussion_wish)
    .where(_THIS_CASE)
    .order_by(discussion_wish.c.asked_at, discussion_wish.c.member)
)
_CLEAR: Final = delete(discussion_wish).where(_THIS_CASE)
_WITHDRAW: Final = _CLEAR.where(discussion_wish.c.member == bindparam("whose"))


class DiscussionWishRows:
    """The wishes of the partners on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep(self, wish: DiscussionWish) -> None:
        """Keep a wish, in the place of the one this member had for the case."""
        name = _name(wish.case, wish.member)
        row = {
            "case_id": wish.case,
            "member": wish.member,
            "organisation": wish.organisation,
            "asked_at": wish.asked_at,
            "reason": await sealed_wish.seal(self._fields, wish.case, name, wish.reason),
        }
        await insert_or_replace(self._connection, discussion_wish, row)

    async def of_case(self, case_id: CaseId) -> Sequence[DiscussionWish]:
        """Every wish for a case, oldest first."""
        rows = (await self._connection.execute(_OF_CASE, {"case": case_id})).all()
        return [
            DiscussionWish(
                case=case_id,
                member=row.member,
                organisation=row.organisation,
                asked_at=row.asked_at,
                reason=await sealed_wish.open(
                    self._fields, case_id, _name(case_id, row.member), row.reason
                ),
            )
            for row in rows
        ]

    async def withdraw(self, case_id: CaseId, member: MemberId) -> None:
        """Forget the wish of one member."""
        await self._connection.execute(_WITHDRAW, {"case": case_id, "whose": member})

    async def clear(self, case_id: CaseId) -> None:
        """Forget every wish for a case."""
        await self._connection.execute(_CLEAR, {"case": case_id})


def _name(case_id: CaseId, member: MemberId) -> str:
    return f"{case_id}:{member}"
