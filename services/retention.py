"""How long cases are still kept: which go when and on which ground, for who must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from domain.access import Action
from domain.audit import SeenPart
from domain.case import Case
from domain.identifiers import CaseCode, CaseId
from domain.retention import (
    RetentionEnd,
    RetentionGround,
    add_months,
    find_last_received,
    find_retention_end,
)
from services.access import require
from services.moment import Context, Moment
from services.paging import Pages, turn_to

ENDS_ON_A_PAGE: Final = 20
_SHOWN_AHEAD_MONTHS: Final = 6
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """A case that goes, by its code."""

    case: CaseId
    code: CaseCode
    end: RetentionEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionView:
    """One page of the cases that go within half a year, and how many were ``destroyed`` this year
    on each ground.
    """

    page: Pages[RetentionRow]
    destroyed: Mapping[RetentionGround, int]


async def view_retention(ctx: Context, number: int = 1) -> RetentionView:
    """Show a page of the cases that go within half a year; the first to go first."""
    permit = require(ctx, Action.VIEW_RETENTION)
    page = turn_to(await list_ends(ctx), number, ENDS_ON_A_PAGE)
    await ctx.record_seen(*permit.sights(SeenPart.RETENTION, (one.case for one in page.items)))
    return RetentionView(page=page, destroyed=await _count_destroyed(ctx))


async def list_ends(moment: Moment) -> Sequence[RetentionRow]:
    """List the cases that go within half a year; the first to go first."""
    until_on = add_months(moment.today, _SHOWN_AHEAD_MONTHS)
    ends = await find_ends(moment, until_on)
    rows = [RetentionRow(case=case.id, code=case.code, end=end) for case, end in ends]
    return sorted(rows, key=lambda row: (row.end.goes_on, row.code))


async def find_ends(moment: Moment, until_on: date) -> Sequence[tuple[Case, RetentionEnd]]:
    """Find the cases that go on this day or before."""
    terms, calendar = moment.house.terms.retention, moment.calendar
    received_on = find_last_received(until_on, terms)
    ageing = await moment.uow.destructions.ageing(
        received_until=calendar.moment(received_on + _DAY, time()), ended_until=moment.now
    )
    found = [(one, find_retention_end(one, terms, calendar)) for one in ageing]
    return [(one, end) for one, end in found if end.goes_on <= until_on]


async def _count_destroyed(moment: Moment) -> Mapping[RetentionGround, int]:
    counted = await moment.uow.destructions.counted()
    sums = dict.fromkeys(RetentionGround, 0)
    for (month, ground), number in counted.items():
        if month.year == moment.today.year:
            sums[ground] += number
    return {ground: number for ground, number in sums.items() if number}
