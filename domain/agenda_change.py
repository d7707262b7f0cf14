"""What becomes of a posted agenda when its meeting is moved, cancelled, or held after all.

Serves product page §5: changed in the open, in the same post; who has own times hears it once.
"""

from dataclasses import replace
from datetime import datetime

from domain.agenda import Agenda
from domain.agenda_steps import shift
from domain.meeting import Meeting


def keep_posted(was: Meeting, now: Meeting, agenda: Agenda) -> Meeting:
    """Give a meeting whose agenda was posted the times its schedule has now. It stays in the
    channel that holds its post and of the kind it was, and lasts as long as what was posted needs.
    """
    ends = [one.ends_at for one in agenda.items] + [one.ends_at for one in agenda.breaks]
    needed = max(ends, default=was.starts_at) - was.starts_at
    ends_at = max(now.ends_at, now.starts_at + needed)
    return replace(now, channel=was.channel, kind=was.kind, ends_at=ends_at)


def changes_own_times(was: Meeting, now: Meeting) -> bool:
    """Tell whether whoever is needed must come at another time, elsewhere, or not at all."""
    before = (was.starts_at, was.place, was.is_cancelled)
    return before != (now.starts_at, now.place, now.is_cancelled)


def change_posted(agenda: Agenda, was: Meeting, now: Meeting, at: datetime) -> Agenda:
    """Let a posted agenda follow its meeting, and remember when it was to be at first."""
    moved = shift(agenda, now.starts_at - was.starts_at)
    first = agenda.moved_from or was.starts_at
    return replace(moved, changes=(), moved_from=first, changed_at=at)


def find_moved_from(meeting: Meeting, agenda: Agenda) -> datetime | None:
    """Find when a meeting was to begin when its agenda was posted; None when that is as it was."""
    return agenda.moved_from if agenda.moved_from != meeting.starts_at else None
