"""Cases that were merged into others, and wishes to merge two, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Date,
    Index,
    LargeBinary,
    Row,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from domain.access import CaseState
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId
from domain.merging import FormerCase, HeldMerge, MergeReason, MergeState
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.sealed_twice import open_twice, seal_twice
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

merged_case = Table(
    "merged_case",
    metadata,
    Column("code", String(8), primary_key=True),
    Column("former", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("referrer", String(64), nullable=False),
    Column("referring_organisation", String(64), nullable=False),
    Column("received_at", UtcDateTime(), nullable=False),
    Column("was", String(20), nullable=False),
    Column("merged_by", String(64), nullable=False),
    Column("merged_at", UtcDateTime(), nullable=False),
    Column("said", LargeBinary(), nullable=False),
    Index("ix_merged_case_case_id", "case_id"),
    Index("ix_merged_case_referrer", "referrer"),
    Index("ix_merged_case_merged_at", "merged_at"),
)
merge_wish = Table(
    "merge_wish",
    metadata,
    Column("goes_case", String(64), primary_key=True),
    Column("stays_case", String(64), nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("until_on", Date(), nullable=False),
    Column("state", String(12), nullable=False),
    Column("content", LargeBinary(), nullable=False),
)
sealed_merging: Final = SealedColumn[MergeReason](merged_case.c.said, MergeReason)
sealed_merge_wish: Final = SealedColumn[MergeReason](merge_wish.c.content, MergeReason)

_WISH: Final = select(merge_wish).where(merge_wish.c.goes_case == bindparam("goes"))
MERGE_WISHES: Final = select(merge_wish).order_by(merge_wish.c.until_on, merge_wish.c.goes_case)
_FORGET: Final = delete(merge_wish).where(merge_wish.c.goes_case == bindparam("goes"))
_ADD: Final = insert(merged_case)
_NAMED: Final = select(merged_case).where(merged_case.c.code == bindparam("named"))
_NEWEST_FIRST: Final = (merged_case.c.merged_at.desc(), merged_case.c.code)
_OF_CASE: Final = (
    select(merged_case)
    .where(merged_case.c.case_id == bindparam("of_case"))
    .order_by(*_NEWEST_FIRST)
)
MERGED_OF_REFERRER: Final = (
    select(merged_case)
    .where(merged_case.c.referrer == bindparam("member"))
    .order_by(*_NEWEST_FIRST)
)
_SINCE: Final = (
    select(merged_case)
    .where(merged_case.c.merged_at >= bindparam("merged_since", type_=UtcDateTime()))
    .order_by(*_NEWEST_FIRST)
)


class MergedCaseRows:
    """What is remembered of merged cases, on one connection; why is sealed under the case that
    stays, of a wish under both.
    """

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def keep_wish(self, wish: HeldMerge, why: MergeReason) -> None:
        """Keep a wish, in the place of the one there was for the case that goes."""
        both = (wish.goes, wish.stays)
        row = {
            "goes_case": wish.goes,
            "stays_case": wish.stays,
            "asked_by": wish.asked_by,
            "until_on": wish.until_on,
            "state": wish.state,
            "content": await seal_twice(sealed_merge_wish, self._fields, both, wish.goes, why),
        }
        await insert_or_replace(self._connection, merge_wish, row)

    async def find_wish(self, goes: CaseId) -> tuple[HeldMerge, MergeReason] | None:
        """The wish for a case to go, with why; None when there is none."""
        row = (await self._connection.execute(_WISH, {"goes": goes})).one_or_none()
        if row is None:
            return None
        wish = _read_wish(row)
        both = (wish.goes, wish.stays)
        why = await open_twice(sealed_merge_wish, self._fields, both, wish.goes, row.content)
        return wish, why

    async def wishes(self) -> Sequence[HeldMerge]:
        """Every wish, those that end first before others, without why."""
        return [_read_wish(row) for row in await self._connection.execute(MERGE_WISHES)]

    async def forget_wish(self, goes: CaseId) -> None:
        """Forget the wish for a case to go, if there is one."""
        await self._connection.execute(_FORGET, {"goes": goes})

    async def add(self, former: FormerCase, why: MergeReason) -> None:
        """Remember that a case was merged into another, and why."""
        row = {
            "code": former.code,
            "former": former.former,
            "case_id": former.case,
            "referrer": former.referrer,
            "referring_organisation": former.referring_organisation,
            "received_at": former.received_at,
            "was": former.was,
            "merged_by": former.merged_by,
            "merged_at": former.merged_at,
            "said": await sealed_merging.seal(self._fields, former.case, former.code, why),
        }
        await self._connection.execute(_ADD, row)

    async def named(self, code: CaseCode) -> FormerCase | None:
        """The case that had this code; None when none was merged."""
        row = (await self._connection.execute(_NAMED, {"named": code})).one_or_none()
        return _read(row) if row else None

    async def of_case(self, case: CaseId) -> Sequence[tuple[FormerCase, MergeReason]]:
        """The cases that were merged into this one, the newest first, with why."""
        rows = (await self._connection.execute(_OF_CASE, {"of_case": case})).all()
        return [
            (_read(row), await sealed_merging.open(self._fields, case, row.code, row.said))
            for row in rows
        ]

    async def of_referrer(self, member: MemberId) -> Sequence[FormerCase]:
        """The merged cases that a member referred, the newest first."""
        rows = await self._connection.execute(MERGED_OF_REFERRER, {"member": member})
        return [_read(row) for row in rows]

    async def since(self, at: datetime) -> Sequence[FormerCase]:
        """The cases that were merged since a moment."""
        rows = await self._connection.execute(_SINCE, {"merged_since": at})
        return [_read(row) for row in rows]


def _read_wish(row: Row[Any]) -> HeldMerge:
    return HeldMerge(
        goes=CaseId(row.goes_case),
        stays=CaseId(row.stays_case),
        asked_by=MemberId(row.asked_by),
        until_on=row.until_on,
        state=MergeState(row.state),
    )


def _read(row: Row[Any]) -> FormerCase:
    return FormerCase(
        code=CaseCode(row.code),
        former=CaseId(row.former),
        case=CaseId(row.case_id),
        referrer=MemberId(row.referrer),
        referring_organisation=OrganisationId(row.referring_organisation),
        received_at=row.received_at,
        was=CaseState(row.was),
        merged_by=MemberId(row.merged_by),
        merged_at=row.merged_at,
    )
