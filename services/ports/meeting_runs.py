"""Where it is kept what happened at the table."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from domain.identifiers import CaseId, MeetingId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun


class MeetingRuns(Protocol):
    """What happened in each meeting that was run, with at most one run each. Codes only."""

    async def get(self, meeting_id: MeetingId) -> MeetingRun | None:
        """The run of a meeting; None when it was not started."""
        ...

    async def discussing(
        self, case_id: CaseId, begins_by: datetime, ends_after: datetime
    ) -> Meeting | None:
        """The last meeting that is held with this case on its posted agenda, begins by the one
        moment and ends no earlier than the other; None when there is none.
        """
        ...

    async def going_on(self, meetings: Collection[MeetingId]) -> Mapping[MeetingId, bool]:
        """Of each of these meetings that was run, whether it is still going on."""
        ...

    async def add(self, run: MeetingRun) -> None:
        """Keep a new run; ConflictError when its meeting has one."""
        ...

    async def save(self, run: MeetingRun) -> MeetingRun:
        """Save a changed run and return it one version higher; ConflictError when the kept version
        is no longer ``run.version``.
        """
        ...
