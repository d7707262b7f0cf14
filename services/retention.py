"""How long cases are still kept: which go when, and on which ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from domain.case import Case
from domain.identifiers import CaseCode
from domain.retention import RetentionEnd, add_months, find_last_received, find_retention_end
from services.moment import Moment

# from when on somebody is warned
_SHOWN_AHEAD_MONTHS: Final = 6
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """A case that goes, by its code."""

    code: CaseCode
    end: RetentionEnd


async def list_ends(moment: Moment) -> Sequence[RetentionRow]:
    """List the cases that go within half a year; the first to go first."""
    until_on = add_months(moment.today, _SHOWN_AHEAD_MONTHS)
    ends = await find_ends(moment, until_on)
    rows = [RetentionRow(code=case.code, end=end) for case, end in ends]
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
