"""The pictures of drafts, as rows."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy import Column, LargeBinary, String, Table, bindparam, delete, select

from domain.agenda_picture import AgendaPicture
from domain.identifiers import MeetingId
from domain.member import Language
from storage.metadata import metadata
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

plan_picture = Table(
    "plan_picture",
    metadata,
    Column("meeting", String(120), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("shows", String(64), nullable=False),
    Column("image", LargeBinary(), nullable=False),
)

_OF_MEETING: Final = plan_picture.c.meeting == bindparam("meeting")
_GET: Final = select(plan_picture).where(
    _OF_MEETING, plan_picture.c.language == bindparam("language")
)
_REMOVE: Final = delete(plan_picture).where(_OF_MEETING)


class AgendaPictureRows:
    """The pictures of drafts on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def keep(self, pictures: Sequence[AgendaPicture]) -> None:
        """Keep pictures, each in the place of the one before it."""
        rows = [asdict(one) for one in pictures]
        if rows:
            await insert_or_replace(self._connection, plan_picture, *rows)

    async def get(self, meeting_id: MeetingId, language: Language) -> AgendaPicture | None:
        """The picture of a meeting in one language; None when none was drawn."""
        found = await self._connection.execute(_GET, {"meeting": meeting_id, "language": language})
        row = found.mappings().one_or_none()
        return AgendaPicture(**{**row, "language": Language(row["language"])}) if row else None

    async def remove(self, meeting_id: MeetingId) -> None:
        """Remove the pictures of a meeting."""
        await self._connection.execute(_REMOVE, {"meeting": meeting_id})
