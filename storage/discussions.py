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
from domain.identifiers import CaseId
from storage.fields import Fields
from storage.metadata import UtcDateTime, metadata
from storage.sealed import SealedColumn
from storage.transaction import Transaction
from storage.upsert import insert_once

discussion: Final = Table(
    "discussion",
    metadata,
    Column("case_id", String(64), primary_key=True),
    Column("said_in", String(120), primary_key=True),
    Column("number", Integer(), primary_key=True, autoincrement=False),
    Column("written_by", String(64), nullable=False),
    Column("written_at", UtcDateTime(), nullable=False),
    Column("text", LargeBinary(), nullable=False),
    Index("ix_discussion_said_in", "said_in"),
)

sealed_discussion: Final = SealedColumn[DiscussionText](discussion.c.text, DiscussionText)

_THIS_CASE: Final = discussion.c.case_id == bindparam("case_id")
_NEWEST: Final = (
    select(discussion)
    .where(_THIS_CASE, discussion.c.said_in == bindparam("said_in"))
    .order_by(discussion.c.number.desc())
    .limit(1)
)
_BEFORE: Final = (
    select(discussion)
    .where(_THIS_CASE, discussion.c.said_in != bindparam("said_in"))
    .order_by(discussion.c.written_at.desc(), discussion.c.number.desc())
    .limit(1)
)
_WRITTEN_IN: Final = (
    select(discussion.c.case_id).where(discussion.c.said_in == bindparam("said_in")).distinct()
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
            "said_in": said.said_in,
            "number": said.number,
            "written_by": said.written_by,
            "written_at": said.written_at,
            "text": await sealed_discussion.seal(
                self._fields, said.case, _name(said.said_in, said.number), said.text
            ),
        }
        if not await insert_once(self._connection, discussion, row):
            raise ConflictError

    async def newest(self, case_id: CaseId, said_in: str) -> Discussion | None:
        """What was saved last of a case in a meeting; None when nothing was."""
        return await self._find(_NEWEST, {"case_id": case_id, "said_in": said_in})

    async def before(self, case_id: CaseId, said_in: str) -> Discussion | None:
        """What was saved last of a case in another meeting than this one."""
        return await self._find(_BEFORE, {"case_id": case_id, "said_in": said_in})

    async def written_in(self, said_in: str) -> frozenset[CaseId]:
        """The cases of which something was saved in a meeting."""
        found = await self._connection.execute(_WRITTEN_IN, {"said_in": said_in})
        return frozenset(CaseId(one) for one in found.scalars())

    async def _find(self, asked: Select[Any], given: Mapping[str, Any]) -> Discussion | None:
        row = (await self._connection.execute(asked, given)).mappings().one_or_none()
        if row is None:
            return None
        case_id, said_in = CaseId(row["case_id"]), str(row["said_in"])
        known_as = _name(said_in, row["number"])
        return Discussion(
            case=case_id,
            said_in=said_in,
            number=row["number"],
            written_by=row["written_by"],
            written_at=row["written_at"],
            text=await sealed_discussion.open(self._fields, case_id, known_as, row["text"]),
        )


def _name(said_in: str, number: int) -> str:
    return f"{said_in}:{number}"
