"""Where it is kept which partners were asked whether they come, and what they said."""

from collections.abc import Sequence
from typing import Protocol

from domain.attendance_request import AttendanceRequest
from domain.identifiers import AttendanceRequestId, MeetingId


class AttendanceRequests(Protocol):
    """At most one request for each meeting and organisation. Ids only, no text."""

    async def add(self, request: AttendanceRequest) -> None:
        """Keep a new request; ConflictError when the organisation was asked already."""

    async def get(self, request_id: AttendanceRequestId) -> AttendanceRequest:
        """Find a request; NotFoundError when there is none."""

    async def save(self, request: AttendanceRequest) -> AttendanceRequest:
        """Save an answered request and return it one version higher; ConflictError when the kept
        version is no longer ``request.version``.
        """
        ...

    async def of_meeting(self, meeting_id: MeetingId) -> Sequence[AttendanceRequest]:
        """All requests for a meeting, by organisation."""
