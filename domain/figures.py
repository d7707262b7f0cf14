"""What a planned meeting brought: minutes at the table as it was planned, beside *everybody sits
through everything* and *colour, then date*, and what happened. Per organisation, never per person.

Serves product page §1.6 and §2: figures say whether beforehand is better, and measure no staff.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.agenda import Agenda, AgendaItem, sum_attendance
from domain.identifiers import CaseId, MeetingId, OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import CaseAtTable, MeetingRun, Progress, list_waiting, list_with
from domain.stoplight import Colour

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTable:
    """Minutes of organisations at the table: as planned, with the same cases by colour and then by
    date, and when everybody who is needed sits through everything.
    """

    planned: int = 0
    by_hand: int = 0
    everybody: int = 0

    def __add__(self, other: "AtTable") -> "AtTable":
        """Both together."""
        return AtTable(
            planned=self.planned + other.planned,
            by_hand=self.by_hand + other.by_hand,
            everybody=self.everybody + other.everybody,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """What is known to have happened to the cases of a meeting: how many of each colour were
    discussed, how many of those a week or more after their review date, and how many were passed
    over or not reached.
    """

    red: int = 0
    orange: int = 0
    green: int = 0
    overdue: int = 0
    skipped: int = 0
    not_reached: int = 0

    @property
    def cases(self) -> int:
        """All that were discussed."""
        return self.red + self.orange + self.green


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured of a meeting that was run and closed by people: by how many minutes it
    began late, the cases of which begin and end were pressed, the minutes these had and took, and
    the minutes of organisations at the table.
    """

    late: int = 0
    timed_cases: int = 0
    minutes_had: int = 0
    minutes_used: int = 0
    at_table: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFigures:
    """The sums of one meeting, without a code of any case. ``discussed`` is None when nobody said
    what was discussed, ``measured`` when the meeting was not run.
    """

    meeting: MeetingId
    cases: int
    at_table: AtTable
    discussed: Discussed | None = None
    measured: Measured | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFigures:
    """The sums of one organisation, in one meeting or over more: ``meetings`` that needed it."""

    organisation: OrganisationId
    meetings: int
    at_table: AtTable


def sum_up_organisations(
    agenda: Agenda, received: Mapping[CaseId, datetime]
) -> tuple[OrganisationFigures, ...]:
    """Add up for each organisation that one agenda needs how long it is at the table."""
    planned, by_hand = (
        sum_attendance(items) for items in (agenda.items, order_by_hand(agenda, received))
    )
    everybody = _measure_length(agenda)
    return tuple(
        OrganisationFigures(
            organisation=one,
            meetings=1,
            at_table=AtTable(
                planned=planned[one].present, by_hand=by_hand[one].present, everybody=everybody
            ),
        )
        for one in sorted(planned)
    )


def sum_up_meeting(
    meeting: Meeting,
    agenda: Agenda,
    organisations: Sequence[OrganisationFigures],
    run: MeetingRun | None = None,
) -> MeetingFigures:
    """Add up one meeting: as it was planned, and as it went as far as that is known."""
    return MeetingFigures(
        meeting=meeting.id,
        cases=len(agenda.items),
        at_table=sum((one.at_table for one in organisations), AtTable()),
        discussed=_count_discussed(agenda, run) if run and _is_known(run) else None,
        measured=_measure(meeting, agenda, run) if run and _is_measured(run) else None,
    )


def order_by_hand(agenda: Agenda, received: Mapping[CaseId, datetime]) -> Sequence[AgendaItem]:
    """Order the cases of an agenda as a house does by hand: red, orange, green, then by the date
    they were received, each pause after the case that is discussed at its moment.
    """
    pauses = sorted(agenda.breaks, key=lambda one: one.starts_at)
    clock = min((one.starts_at for one in agenda.items), default=agenda.drafted_at)
    ordered = list[AgendaItem]()
    for item in sorted(agenda.items, key=lambda one: (*_by_hand(one, received), one.code)):
        while pauses and pauses[0].starts_at <= clock:
            clock += pauses.pop(0).minutes * _MINUTE
        ordered.append(replace(item, starts_at=clock))
        clock = ordered[-1].ends_at
    return ordered


def _by_hand(item: AgendaItem, received: Mapping[CaseId, datetime]) -> tuple[int, float]:
    came_at = received.get(item.case)
    return item.colour.rank, came_at.timestamp() if came_at else 0.0


def _measure_length(agenda: Agenda) -> int:
    ends = [one.ends_at for one in agenda.items] + [one.ends_at for one in agenda.breaks]
    starts = [one.starts_at for one in agenda.items]
    return (max(ends) - min(starts)) // _MINUTE if starts else 0


def _is_known(run: MeetingRun) -> bool:
    """Whether somebody ran the meeting, or noted afterwards what was discussed."""
    return run.started_at is not None or bool(run.cases)


def _is_measured(run: MeetingRun) -> bool:
    """Whether people started the meeting and closed it: what the clock closed was left somewhere,
    and nobody knows where.
    """
    return run.started_at is not None and run.ended_at is not None and run.ended_by is not None


def _count_discussed(agenda: Agenda, run: MeetingRun) -> Discussed:
    done = list_with(agenda, run, Progress.DISCUSSED)
    colours = [one.colour for one in done]
    return Discussed(
        red=colours.count(Colour.RED),
        orange=colours.count(Colour.ORANGE),
        green=colours.count(Colour.GREEN),
        overdue=sum(one.turn.weeks_overdue > 0 for one in done),
        skipped=len(list_with(agenda, run, Progress.SKIPPED)),
        not_reached=len(list_waiting(agenda, run)),
    )


def _measure(meeting: Meeting, agenda: Agenda, run: MeetingRun) -> Measured:
    minutes = {one.case: one.minutes for one in agenda.items}
    timed = {one.case: took for one in run.cases if (took := _took(one)) is not None}
    late = (run.started_at or meeting.starts_at) - meeting.starts_at
    sat = [(one.until_at or one.from_at) - one.from_at for one in run.presences]
    return Measured(
        late=max(0, late // _MINUTE),
        timed_cases=len(timed),
        minutes_had=sum(minutes.get(case, 0) for case in timed),
        minutes_used=sum(timed.values(), timedelta()) // _MINUTE,
        at_table=sum(sat, timedelta()) // _MINUTE,
    )


def _took(held: CaseAtTable) -> timedelta | None:
    """How long a case that was discussed took; None when nobody pressed when it began and ended."""
    is_pressed = held.progress is Progress.DISCUSSED and held.ended_by is not None
    if not is_pressed or held.started_at is None or held.ended_at is None:
        return None
    return held.ended_at - held.started_at
