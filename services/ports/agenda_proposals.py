"""Where proposals to change an approved agenda are kept."""

from typing import Protocol

from domain.agenda_proposal import AgendaProposal
from domain.identifiers import MeetingId


class AgendaProposals(Protocol):
    """The newest proposal about each meeting. Codes and times only, no content."""

    async def get(self, meeting_id: MeetingId) -> AgendaProposal | None:
        """The newest proposal about a meeting; None when there never was one."""
        ...

    async def add(self, proposal: AgendaProposal) -> None:
        """Keep the first proposal about a meeting; ConflictError when there is one."""
        ...

    async def save(self, proposal: AgendaProposal) -> AgendaProposal:
        """Save a changed proposal and return it one version higher; ConflictError when the kept
        version is another.
        """
        ...
