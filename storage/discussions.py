"""What was said of cases in meetings as rows, one each time it was saved; the text is sealed under
the key of its case.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    bindparam,
    select,
)

from domain.discussion import Discussion, DiscussionText
from domain.errors import ConflictError
from domain.identifiers import CaseId, MeetingId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

discussion: Final = Table(
    "discussion",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("meeting_id", String(120), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("written_by", String(64), nullable=False),
    Column("written_at", UtcDateTime(), nullable=False),
    Column("text", LargeBinary(), nullable=False),
    Index("ix_discussion_meeting_id", "meeting_id"),
)

sealed_discussion: Final = SealedColumn[DiscussionText](discussion.c.text, DiscussionText)

_THIS_CASE: Final = discussion.c.case_id == bindparam("case_id")
_NEWEST: Final = (
    select(discussion)
    .where(_THIS_CASE, discussion.c.meeting_id == bindparam("meeting_id"))
    .order_by(discussion.c.number.desc())
    .limit(1)
)
_BEFORE: Final = (
    select(discussion)
    .where(_THIS_CASE, discussion.c.meeting_id != bindparam("meeting_id"))
    .order_by(discussion.c.written_at.desc(), discussion.c.number.desc())
    .limit(1)
)
_WRITTEN_IN: Final = (
    select(discussion.c.case_id)
    .where(discussion.c.meeting_id == bindparam("meeting_id"))
    .distinct()
)


class DiscussionRows:
    """What was said in the meetings of the house, on one connection."""

    def __init__(self, connection: Transaction, fields: Fields) -> None:
        self._connection = connection
        self._fields = fields

    async def add(self, said: Discussion) -> None:
        """Keep what was saved; ConflictError when its number is taken."""
        row = {
            "case_id": said.case,
            "meeting_id": said.meeting,
            "number": said.number,
            "written_by": said.written_by,
            "written_at": said.written_at,
            "text": await sealed_discussion.seal(
                self._fields, said.case, _name(said.meeting, said.number), said.text
            ),
        }
        if not await insert_once(self._connection, discussion, row):
            raise ConflictError

    async def newest(self, case_id: CaseId, meeting_id: MeetingId) -> Discussion | None:
        """What was saved last of a case in a meeting; None when nothing was."""
        return await self._find(_NEWEST, {"case_id": case_id, "meeting_id": meeting_id})

    async def before(self, case_id: CaseId, meeting_id: MeetingId) -> Discussion | None:
        """What was saved last of a case in another meeting than this one."""
        return await self._find(_BEFORE, {"case_id": case_id, "meeting_id": meeting_id})

    async def written_in(self, meeting_id: MeetingId) -> frozenset[CaseId]:
        """The cases of which something was saved in a meeting."""
        found = await self._connection.execute(_WRITTEN_IN, {"meeting_id": meeting_id})
        return frozenset(CaseId(one) for one in found.scalars())

    async def _find(self, asked: Select[Any], given: Mapping[str, Any]) -> Discussion | None:
        row = (await self._connection.execute(asked, given)).mappings().one_or_none()
        if row is None:
            return None
        case_id, meeting_id = CaseId(row["case_id"]), MeetingId(row["meeting_id"])
        known_as = _name(meeting_id, row["number"])
        return Discussion(
            case=case_id,
            meeting=meeting_id,
            number=row["number"],
            written_by=row["written_by"],
            written_at=row["written_at"],
            text=await sealed_discussion.open(self._fields, case_id, known_as, row["text"]),
        )


def _name(meeting_id: MeetingId, number: int) -> str:
    return f"{meeting_id}:{number}"
