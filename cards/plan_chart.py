"""What a picture of a plan shows: who is at the table when and for which case, and who waits.

Codes and names of organisations only. Minutes are counted from the start of the chart's own axis.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cards.plain import clean
from domain.agenda import AgendaBreak, AgendaItem
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.planning import Instance, Plan
from domain.planning import Meeting as PlannedMeeting
from domain.planning.explanation import tell_time
from domain.stoplight import Colour

_MINUTE: Final = timedelta(minutes=1)
# the hours of the house, the halves and the quarters: what an eye looks for
_STEPS: Final = (15, 30, 60, 120, 240, 480)
_MOST_MARKS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartCase:
    """One case at its time; ``number`` is its place in the meeting."""

    number: int
    code: str
    colour: Colour
    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One organisation: the cases it is at the table for, by the clock."""

    name: str
    cases: tuple[ChartCase, ...]

    @property
    def start(self) -> int:
        """The minute it comes to the table."""
        return self.cases[0].start

    @property
    def end(self) -> int:
        """The minute it leaves."""
        return max(one.end for one in self.cases)

    @property
    def waiting(self) -> int:
        """The minutes in between for which it has no case."""
        return self.end - self.start - sum(one.end - one.start for one in self.cases)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChart:
    """One meeting: its cases, breaks and rows, between two minutes; ``marks`` are the times to
    write along the axis.
    """

    title: str
    start: int
    end: int
    cases: tuple[ChartCase, ...]
    breaks: tuple[tuple[int, int], ...]
    marks: tuple[tuple[int, str], ...]

    @property
    def rows(self) -> tuple[ChartRow, ...]:
        """A row for each organisation, the first at the table first."""
        names = sorted({name for one in self.cases for name in one.names})
        rows = [
            ChartRow(name=name, cases=tuple(one for one in self.cases if name in one.names))
            for name in names
        ]
        return tuple(sorted(rows, key=lambda row: row.start))


def chart_plan(instance: Instance, plan: Plan) -> tuple[PlanChart, ...]:
    """Chart each meeting of a planned file that has a case in it."""
    charts = (_chart_meeting(instance, plan, one) for one in instance.meetings)
    return tuple(one for one in charts if one.cases)


def _chart_meeting(instance: Instance, plan: Plan, meeting: PlannedMeeting) -> PlanChart:
    by_id = {one.id: one for one in instance.cases}
    placed = sorted(
        (one for one in plan.placed if one.meeting == meeting.id), key=lambda one: one.start
    )
    return PlanChart(
        title=_show(meeting.id) if len(instance.meetings) > 1 else "",
        start=meeting.start,
        end=meeting.end,
        cases=tuple(
            ChartCase(
                number=number,
                code=_show(one.case),
                colour=by_id[one.case].colour,
                start=one.start,
                end=one.start + by_id[one.case].minutes,
                names=tuple(_show(name) for name in by_id[one.case].required),
            )
            for number, one in enumerate(placed, 1)
        ),
        breaks=tuple(
            (one.start, one.start + one.minutes) for one in plan.breaks if one.meeting == meeting.id
        ),
        marks=_mark(meeting.start, meeting.end, meeting.start, tell_time),
    )


def chart_agenda(
    time_zone: ZoneInfo,
    meeting: Meeting,
    items: Sequence[AgendaItem],
    breaks: Iterable[AgendaBreak],
    name: Callable[[OrganisationId], str],
) -> PlanChart:
    """Chart the agenda of one meeting, with its times as the clock of the house tells them."""
    begin, length = meeting.starts_at, meeting.lasts_within // _MINUTE
    return PlanChart(
        title="",
        start=0,
        end=length,
        cases=tuple(
            ChartCase(
                number=number,
                code=one.code,
                colour=one.colour,
                start=(one.starts_at - begin) // _MINUTE,
                end=(one.ends_at - begin) // _MINUTE,
                names=tuple(_show(name(organisation)) for organisation in one.required),
            )
            for number, one in enumerate(items, 1)
        ),
        breaks=tuple(
            ((one.starts_at - begin) // _MINUTE, (one.ends_at - begin) // _MINUTE) for one in breaks
        ),
        marks=_mark(
            0,
            length,
            begin.astimezone(time_zone).minute,
            lambda minute: f"{(begin + minute * _MINUTE).astimezone(time_zone):%H:%M}",
        ),
    )


def _mark(
    start: int, end: int, first: int, tell: Callable[[int], str]
) -> tuple[tuple[int, str], ...]:
    """Times at whole steps of the clock; ``first`` is what the clock says at the start."""
    step = next((one for one in _STEPS if (end - start) // one < _MOST_MARKS), _STEPS[-1])
    ahead = -first % step
    return tuple((minute, tell(minute)) for minute in range(start + ahead, end + 1, step))


def _show(text: str) -> str:
    """A name on one line, without what cannot be seen."""
    return " ".join(clean(text).split())
