"""Where the pictures of drafts are kept."""

from collections.abc import Sequence
from typing import Protocol

from domain.agenda_picture import AgendaPicture
from domain.identifiers import MeetingId
from domain.member import Language


class AgendaPictures(Protocol):
    """One picture for each meeting and language. Codes and names of organisations, no content."""

    async def keep(self, pictures: Sequence[AgendaPicture]) -> None:
        """Keep pictures, each in the place of the one before it."""
        ...

    async def get(self, meeting_id: MeetingId, language: Language) -> AgendaPicture | None:
        """The picture of a meeting in one language; None when none was drawn."""
        ...

    async def remove(self, meeting_id: MeetingId) -> None:
        """Remove the pictures of a meeting."""
        ...
