"""Who is called in because their case is near, who hears that their own time moved, and when the
clock looks at a meeting again. A delay tells only whom it concerns (product page §1.8).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.agenda import Agenda, AgendaItem
from domain.agenda_change import MOVED_FROM
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun, ToldTime, find_now, list_waiting
from domain.meeting_run_presence import list_seated
from domain.meeting_run_steps import sit
from domain.meeting_run_times import expect

CALLED_BEFORE_WITHIN: Final = timedelta(minutes=10)
TOLD_AGAIN_WITHIN: Final = timedelta(minutes=10)
# while a case takes longer than it has, all that follows moves along with the clock
_LOOKED_WITHIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A case that is near or began early, and the organisations that are called in for it."""

    item: AgendaItem
    organisations: tuple[OrganisationId, ...]
    until: datetime


def find_called(agenda: Agenda, run: MeetingRun, now: datetime) -> tuple[Called, ...]:
    """Find whom to call in: for the next case when it is near, and for a case that began before its
    own time, those who were not at the table yet.
    """
    if not run.is_going_on:
        return ()
    return tuple(one for one in _find_called(agenda, run, now) if one.organisations)


def _find_called(agenda: Agenda, run: MeetingRun, now: datetime) -> Iterator[Called]:
    held, item = run.at_table, find_now(agenda, run)
    if held and item and held.started_at and held.started_at < item.starts_at:
        there = [one.organisation for one in run.presences if one.from_at < held.started_at]
        yield _call(item, there, now)
    for following in list_waiting(agenda, run)[:1]:
        expected_at = expect(agenda, run, now).starts[following.case]
        if expected_at - CALLED_BEFORE_WITHIN <= now:
            yield _call(following, list_seated(run), expected_at)


def _call(item: AgendaItem, there: Collection[OrganisationId], from_at: datetime) -> Called:
    return Called(
        item=item,
        organisations=tuple(one for one in item.required if one not in there),
        until=from_at + timedelta(minutes=item.minutes),
    )


def find_moved(agenda: Agenda, run: MeetingRun, now: datetime) -> tuple[ToldTime, ...]:
    """Find the organisations that are not at the table yet and whose own time moved ten minutes or
    more since they were told, and not within ten minutes after they were.
    """
    return tuple(
        moved for moved, told in _list_moved(agenda, run, now) if _may_tell_again(told, now)
    )


def _may_tell_again(told: ToldTime | None, now: datetime) -> bool:
    return told is None or now - told.told_at >= TOLD_AGAIN_WITHIN


def _list_moved(
    agenda: Agenda, run: MeetingRun, now: datetime
) -> Iterator[tuple[ToldTime, ToldTime | None]]:
    """Each organisation whose own time moved, with what it was told before."""
    starts, seated = expect(agenda, run, now).starts, list_seated(run)
    told = {one.organisation: one for one in run.told}
    own: dict[OrganisationId, AgendaItem] = {}
    for item in list_waiting(agenda, run) if run.is_going_on else ():
        for organisation in item.required:
            own.setdefault(organisation, item)
    for organisation, item in own.items():
        before = told.get(organisation)
        known_at = before.expected_at if before and before.case == item.case else item.starts_at
        expected_at = starts[item.case]
        if organisation not in seated and abs(expected_at - known_at) >= MOVED_FROM:
            moved = ToldTime(
                organisation=organisation, case=item.case, expected_at=expected_at, told_at=now
            )
            yield moved, before


def find_next_look(
    meeting: Meeting, agenda: Agenda, run: MeetingRun | None, now: datetime
) -> datetime:
    """Find when the clock looks at a meeting again: when the next case is near, when the case at
    the table has no time left and each minute after that, when somebody may be told again, and in
    the end when the meeting can no longer be run.
    """
    closes_at = sit(meeting, now).closes_at
    if run is None or not run.is_going_on:
        return closes_at
    return min([closes_at, *(at for at in _list_looks(agenda, run, now) if at > now)])


def _list_looks(agenda: Agenda, run: MeetingRun, now: datetime) -> Iterator[datetime]:
    expectation, waiting = expect(agenda, run, now), list_waiting(agenda, run)
    if not waiting:
        return
    yield expectation.starts[waiting[0].case] - CALLED_BEFORE_WITHIN
    free_at = expectation.now_until or expectation.pause_until or now
    yield max(free_at, now + _LOOKED_WITHIN)
    for _, told in _list_moved(agenda, run, now):
        if told:
            yield told.told_at + TOLD_AGAIN_WITHIN
