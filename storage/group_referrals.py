"""Cases that were referred together, as rows: the mark of the group beside each case."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Column, Index, Integer, String, Table, bindparam, insert, select

from domain.group_referral import GroupMark
from domain.identifiers import CaseId
from storage.metadata import metadata
from storage.transaction import Transaction

group_referral = Table(
    "group_referral",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("mark", String(8), nullable=False),
    Column("number", Integer(), nullable=False),
    Index("ix_group_referral_mark", "mark"),
)

_ADD: Final = insert(group_referral)
OF_MARK: Final = (
    select(group_referral.c.case_id)
    .where(group_referral.c.mark == bindparam("of_mark"))
    .order_by(group_referral.c.number, group_referral.c.case_id)
)
HELD_MARK: Final = OF_MARK.with_for_update()
MARKS_OF: Final = select(group_referral.c.case_id, group_referral.c.mark).where(
    group_referral.c.case_id.in_(bindparam("cases", expanding=True))
)


class GroupReferralRows:
    """The groups of one transaction."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def add(self, mark: GroupMark, cases: Sequence[CaseId]) -> None:
        """Keep which cases were referred together."""
        rows = [{"case_id": one, "mark": mark, "number": at} for at, one in enumerate(cases)]
        await self._connection.execute(_ADD, rows)

    async def of_mark(self, mark: GroupMark) -> Sequence[CaseId]:
        """The cases of a group, in the order in which they were told."""
        rows = await self._connection.execute(OF_MARK, {"of_mark": mark})
        return [CaseId(row.case_id) for row in rows]

    async def hold_mark(self, mark: GroupMark) -> Sequence[CaseId]:
        """The same; nobody else holds this group before this transaction ends."""
        rows = await self._connection.execute(HELD_MARK, {"of_mark": mark})
        return [CaseId(row.case_id) for row in rows]

    async def marks_of(self, cases: Collection[CaseId]) -> Mapping[CaseId, GroupMark]:
        """The mark of each of these cases that is of a group."""
        if not cases:
            return {}
        rows = await self._connection.execute(MARKS_OF, {"cases": sorted(cases)})
        return {CaseId(row.case_id): GroupMark(row.mark) for row in rows}
