"""Where the meetings of the house and their agendas are kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from domain.agenda import Agenda
from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting


class Meetings(Protocol):
    """Each meeting the schedules bring, with at most one agenda. Codes only, no content."""

    async def add(self, meeting: Meeting) -> None:
        """Keep a new meeting; ConflictError when its id is known already."""
        ...

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Find a meeting; NotFoundError when there is none."""
        ...

    async def save(self, meeting: Meeting) -> Meeting:
        """Save a changed meeting and return it one version higher; ConflictError when the kept
        version is no longer ``meeting.version``.
        """
        ...

    async def known(self, ids: Collection[MeetingId]) -> Sequence[Meeting]:
        """Those of these meetings that are kept, cancelled ones too."""
        ...

    async def upcoming(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held and end after ``since``, by start."""
        ...

    async def posted(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held, end after ``since`` and have their agenda posted, by start."""
        ...

    async def planned(self, case_id: CaseId, since: datetime) -> Meeting | None:
        """The first meeting that is held and begins after ``since`` with this case on its agenda,
        posted or not; None when there is none.
        """
        ...

    async def fixed(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that are held, end after ``since`` and have their agenda approved or posted, by
        start.
        """
        ...

    async def unsettled(self, since: datetime) -> Sequence[Meeting]:
        """Meetings that end after ``since`` whose agenda is not posted, expired or skipped yet, by
        start; cancelled ones only while they still have such an agenda.
        """
        ...

    async def agenda(self, meeting_id: MeetingId) -> Agenda | None:
        """The agenda of a meeting; None when none was drafted."""
        ...

    async def add_agenda(self, agenda: Agenda) -> None:
        """Keep the first agenda of a meeting; ConflictError when it has one."""
        ...

    async def save_agenda(self, agenda: Agenda) -> Agenda:
        """Save a changed agenda and return it one version higher; ConflictError when the kept
        version is no longer ``agenda.version``.
        """
        ...
