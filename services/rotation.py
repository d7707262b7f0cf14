"""The list turns: a case that was discussed gets its next review date, one that was not reached is
carried forward, and a meeting takes what cannot wait for the next one of its kind.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.audit import AuditEvent
from domain.case import Case, carry_case, discuss_case
from domain.house import WeeklyMeeting
from domain.meeting import Meeting
from domain.rotation import MeetingDays
from domain.schedule import list_occurrences
from services.moment import Context, Moment
from services.written_round_timer import follow_case

# a house that meets less than once a year has no rhythm
_LOOK_AHEAD_WITHIN: Final = timedelta(weeks=53)


async def note_discussed(moment: Moment, case: Case, review_on: date | None = None) -> Case:
    """Note that a case was discussed today: it is looked at again on ``review_on``, else after its
    colour's own term, and is no longer carried forward or asked for.
    """
    discussed = discuss_case(case, moment.today, review_on or _find_review(moment, case))
    if case.rotation.asked_for_on:
        await moment.uow.discussion_wishes.clear(case.id)
    await moment.record(AuditEvent.CASE_DISCUSSED, case.id)
    await follow_case(moment, case.id, case.colour)
    return await moment.uow.cases.save(_sign(moment, discussed))


def _find_review(moment: Moment, case: Case) -> date:
    if case.colour is None:
        return moment.today
    term = moment.house.stoplight.of(case.colour.colour).review_within
    return moment.calendar.working_day_from(moment.today + term)


async def carry_forward(moment: Moment, case: Case) -> Case:
    """Let a case that was not reached come first in its colour next time; one that is carried
    forward already keeps the day since when.
    """
    carried = carry_case(case, moment.today)
    await moment.record(AuditEvent.CASE_CARRIED_FORWARD, case.id)
    return await moment.uow.cases.save(_sign(moment, carried))


def _sign(moment: Moment, case: Case) -> Case:
    """Name who changed a case; by the clock nobody did."""
    if not isinstance(moment, Context):
        return case
    return replace(case, changed_by=moment.actor.id, changed_at=moment.now)


def find_days(moment: Moment, meeting: Meeting, held: Sequence[WeeklyMeeting]) -> MeetingDays:
    """Find the day of a meeting and of the next one of its kind; ``held`` is when that
    kind is held each week.
    """
    until = meeting.starts_at + _LOOK_AHEAD_WITHIN
    later = [
        one.starts_at
        for schedule in held
        for one in list_occurrences(schedule, moment.calendar, meeting.starts_at, until)
        if one.key != meeting.id
    ]
    return MeetingDays(
        on=moment.day_of(meeting.starts_at),
        next_on=moment.day_of(min(later)) if later else None,
    )
