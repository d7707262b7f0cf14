"""Figures: what it brought to plan meetings beforehand, per meeting and per quarter. Sums are kept
when an agenda is posted and when its meeting is closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from typing import TypeVar

from domain.access import Action
from domain.action_counts import OrganisationActions, ShownActions, hide_small
from domain.agenda import Agenda
from domain.consult import ConsultsAsked
from domain.figures import (
    AtTable,
    Discussed,
    Measured,
    MeetingFigures,
    OrganisationFigures,
    sum_up_meeting,
    sum_up_organisations,
)
from domain.identifiers import OrganisationId
from domain.meeting import Meeting
from domain.meeting_run import MeetingRun
from domain.quarter import Quarter, find_quarter
from services.access import require
from services.moment import Context, Moment

_DAY = timedelta(days=1)
_Summed = TypeVar("_Summed", Discussed, Measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """One meeting of a quarter."""

    meeting: Meeting
    figures: MeetingFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresView:
    """The figures of one quarter; ``names`` are those of the organisations in it, also of one that
    left. ``consults`` are those of its months as far as they began.
    """

    quarter: Quarter
    meetings: tuple[MeetingLine, ...]
    organisations: tuple[OrganisationFigures, ...]
    names: Mapping[OrganisationId, str]
    actions: ShownActions
    consults: tuple[ConsultsAsked, ...]
    has_earlier: bool
    has_later: bool

    @property
    def at_table(self) -> AtTable:
        """All meetings together."""
        return sum((one.figures.at_table for one in self.meetings), AtTable())

    @property
    def measured_meetings(self) -> int:
        """How many meetings were run with the bot and closed."""
        return len(self._measured)

    @property
    def known_meetings(self) -> int:
        """Of how many meetings it is known what was discussed."""
        return sum(one.figures.discussed is not None for one in self.meetings)

    @property
    def planned_then(self) -> int:
        """Minutes at the table that were planned in the meetings that were measured."""
        return sum(one.at_table.planned for one in self._measured)

    @property
    def measured(self) -> Measured:
        """All that was measured."""
        return _sum(Measured, [one.measured for one in self._measured if one.measured])

    @property
    def discussed(self) -> Discussed:
        """All that is known of what was discussed."""
        known = (one.figures.discussed for one in self.meetings)
        return _sum(Discussed, [one for one in known if one])

    @property
    def _measured(self) -> list[MeetingFigures]:
        return [one.figures for one in self.meetings if one.figures.measured]


def _sum(kind: type[_Summed], parts: list[_Summed]) -> _Summed:
    names = [part.name for part in fields(kind)]
    return kind(**{name: sum(getattr(one, name) for one in parts) for name in names})


async def keep_figures(
    moment: Moment, meeting: Meeting, agenda: Agenda, run: MeetingRun | None = None
) -> None:
    """Keep the sums of a meeting, from its agenda as it is and from how it went, if it did."""
    cases = await moment.uow.cases.known([one.case for one in agenda.items])
    received = {one.id: one.received_at for one in cases}
    organisations = sum_up_organisations(agenda, received)
    await moment.uow.figures.keep(
        sum_up_meeting(meeting, agenda, organisations, run), organisations
    )


async def view_figures(ctx: Context, quarter: Quarter | None = None) -> FiguresView:
    """Show the figures of a quarter: the one it is, unless another is asked for."""
    require(ctx, Action.VIEW_FIGURES)
    now = find_quarter(ctx.today)
    shown = min(quarter or now, now)
    from_at, until_at = _bounds(ctx, shown)
    kept = ctx.uow.figures
    meetings = await kept.of_meetings(from_at, until_at)
    organisations = await kept.of_organisations(from_at, until_at)
    counted = await ctx.uow.agreed_actions.count_due(shown.first_on, shown.last_on)
    return FiguresView(
        quarter=shown,
        meetings=tuple(MeetingLine(meeting=one, figures=sums) for one, sums in meetings),
        organisations=tuple(organisations),
        names=await _name(ctx, organisations, counted),
        actions=hide_small(counted),
        consults=await _count_consults(ctx, shown),
        has_earlier=await kept.are_before(from_at),
        has_later=shown < now,
    )


async def _count_consults(ctx: Context, quarter: Quarter) -> tuple[ConsultsAsked, ...]:
    asked = await ctx.uow.consults.asked_between(quarter.first_on, quarter.last_on)
    known = {one.month_on: one for one in asked}
    return tuple(
        known.get(month, ConsultsAsked(month_on=month, asked=0))
        for month in quarter.months
        if month <= ctx.today
    )


async def _name(
    moment: Moment,
    met: Sequence[OrganisationFigures],
    counted: Sequence[OrganisationActions],
) -> Mapping[OrganisationId, str]:
    ids = {one.organisation for one in met} | {one.organisation for one in counted}
    return {one: (await moment.uow.people.organisation(one)).name for one in ids}


def _bounds(moment: Moment, quarter: Quarter) -> Iterator[datetime]:
    """The moments between which a quarter lies in the house."""
    days = (quarter.first_on, quarter.last_on + _DAY)
    return (moment.calendar.moment(on, time()) for on in days)
