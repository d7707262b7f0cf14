"""One meeting of the house: where and when it is held, and until when its agenda can change.

Serves the weekly rhythm (product page §5): a meeting stays itself when it is moved.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.identifiers import ChannelId, MeetingId, MeetingKindId, MemberId, ScheduleId
from domain.schedule import Occurrence

# partners need time to come: an agenda is in the channel this long before the meeting at the latest
POSTED_BEFORE_WITHIN: Final = timedelta(minutes=15)


class CallOffReason(StrEnum):
    """Why a process director calls a meeting off."""

    TOO_FEW_PARTNERS = "too_few_partners"
    NO_CHAIR = "no_chair"
    NOTHING_URGENT = "nothing_urgent"
    NO_ROOM = "no_room"
    OTHER_MEETING = "other_meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting of a weekly schedule. Its id is the schedule with the date it was planned on,
    so it stays the same meeting when it is moved. ``redraft_of`` is the version of the agenda
    (0 when there is none) that a coordinator asked to draft again; ``wish_revision`` counts what
    happened to the wishes of coordinators about it. A process director can move it to begin at
    ``moved_to``, or have it ``called_off``: then its schedule decides no longer.
    """

    id: MeetingId
    schedule: ScheduleId
    channel: ChannelId
    planned_on: date
    starts_at: datetime
    ends_at: datetime
    cut_off_at: datetime
    posts_at: datetime
    place: str = ""
    version: int = 1
    is_cancelled: bool = False
    redraft_of: int | None = None
    wish_revision: int = 0
    kind: MeetingKindId | None = None
    moved_to: datetime | None = None
    called_off: CallOffReason | None = None
    changed_by: MemberId | None = None
    changed_at: datetime | None = None

    @property
    def lasts_within(self) -> timedelta:
        """How long the meeting is."""
        return self.ends_at - self.starts_at


def hold_meeting(occurrence: Occurrence) -> Meeting:
    """Hold the meeting a schedule brings; its agenda is due before it begins."""
    posts_at = min(occurrence.posts_at, occurrence.starts_at - POSTED_BEFORE_WITHIN)
    return Meeting(
        id=occurrence.key,
        schedule=occurrence.schedule,
        channel=occurrence.channel,
        planned_on=occurrence.planned_on,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        cut_off_at=min(occurrence.cut_off_at, posts_at),
        posts_at=posts_at,
        place=occurrence.place,
        kind=occurrence.kind,
    )


def follow_schedule(meeting: Meeting, occurrence: Occurrence) -> Meeting:
    """Give a meeting the times its schedule has now; equal when nothing changed."""
    return replace(
        hold_meeting(occurrence),
        version=meeting.version,
        redraft_of=meeting.redraft_of,
        wish_revision=meeting.wish_revision,
        is_cancelled=meeting.called_off is not None,
        moved_to=meeting.moved_to,
        called_off=meeting.called_off,
        changed_by=meeting.changed_by,
        changed_at=meeting.changed_at,
    )
