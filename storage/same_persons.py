"""Which cases may be about the same person, as blind marks: each is an HMAC under a key of the
house, and nobody can read a name or a day back from it.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Column, Index, LargeBinary, String, Table, bindparam, delete, insert, select

from domain.identifiers import CaseId
from domain.referral import Identity
from domain.same_person import mark_subject, marks_alike
from storage.fields import Fields
from storage.metadata import metadata
from storage.transaction import Transaction

subject_mark = Table(
    "subject_mark",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("mark", LargeBinary(32), primary_key=True),
    Index("ix_subject_mark_mark", "mark", "case_id"),
)

ALIKE: Final = (
    select(subject_mark.c.case_id)
    .where(
        subject_mark.c.mark.in_(bindparam("marks", expanding=True)),
        subject_mark.c.case_id != bindparam("but"),
    )
    .distinct()
    .order_by(subject_mark.c.case_id)
)

_MARKED: Final = select(subject_mark.c.case_id, subject_mark.c.mark).where(
    subject_mark.c.mark.in_(bindparam("marks", expanding=True))
)
_ADD: Final = insert(subject_mark)
_FORGET: Final = delete(subject_mark).where(subject_mark.c.case_id == bindparam("case"))


class SamePersonRows:
    """The marks of whom cases are about, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, case_id: CaseId, identity: Identity) -> None:
        """Mark whom a new case is about; one statement, whether others are alike or not."""
        marks = self._blind(mark_subject(identity))
        if marks:
            rows = [{"case_id": case_id, "mark": one} for one in marks]
            await self._connection.execute(_ADD, rows)

    async def change(self, case_id: CaseId, identity: Identity) -> None:
        """Mark whom a case is about now; two statements, whether others are alike or not."""
        await self._connection.execute(_FORGET, {"case": case_id})
        await self.add(case_id, identity)

    async def find(self, case_id: CaseId, identity: Identity) -> list[CaseId]:
        """The other cases that may be about this person."""
        marks = self._blind(marks_alike(identity))
        if not marks:
            return []
        rows = await self._connection.execute(ALIKE, {"marks": marks, "but": case_id})
        return [CaseId(row.case_id) for row in rows]

    async def find_of_each(
        self, identities: Mapping[CaseId, Identity]
    ) -> dict[CaseId, list[CaseId]]:
        """The other cases that may be about each of these persons."""
        marks = {one: set(self._blind(marks_alike(who))) for one, who in identities.items()}
        asked = sorted(set().union(*marks.values()))
        found = await self._connection.execute(_MARKED, {"marks": asked}) if asked else ()
        rows = [(CaseId(row.case_id), row.mark) for row in found]
        return {
            one: sorted({other for other, mark in rows if mark in of_one and other != one})
            for one, of_one in marks.items()
        }

    def _blind(self, marks: Collection[str]) -> list[bytes]:
        return sorted(self._fields.index_blindly(one) for one in marks)
