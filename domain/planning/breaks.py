"""Which breaks a short list can reach: a quiet week asks for no break at the end of the morning.

A meeting with cases must hold every break it is given, and may idle fifteen minutes at most. So a
break that lies beyond the last case must not be asked for at all.
"""

from dataclasses import replace

from domain.planning.docket import LONGEST_IDLE
from domain.planning.instance import BreakWish, Instance, Meeting


def skip_unreachable_breaks(instance: Instance) -> Instance:
    """The instance without the breaks that begin after all its cases could be over."""
    minutes = sum(case.minutes for case in instance.cases) + LONGEST_IDLE
    meetings = tuple(_skip_breaks(meeting, minutes) for meeting in instance.meetings)
    return replace(instance, meetings=meetings)


def _skip_breaks(meeting: Meeting, minutes: int) -> Meeting:
    kept: list[BreakWish] = []
    for wish in sorted(meeting.breaks, key=lambda wish: wish.earliest):
        over = meeting.start + minutes + sum(one.minutes for one in kept)
        if wish.earliest < over:
            kept.append(wish)
    return replace(meeting, breaks=tuple(kept))
