"""How long cases are still kept: which go when and on which ground, for who must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import ClassVar, Final

from domain.access import Action, CaseState
from domain.case import Case
from domain.errors import InvalidInputError
from domain.extension import AskedExtension
from domain.identifiers import CaseCode, CaseId
from domain.policy import may_ever
from domain.retention import (
    WARNED_MONTHS,
    RetentionEnd,
    RetentionGround,
    add_months,
    end_early,
    find_last_received,
    find_retention_end,
)
from domain.retention_review import RetentionReview, find_goes_on
from domain.sight import SeenPart
from services.access import read_code, require
from services.moment import Context, Moment
from services.paging import Pages, turn_to

ENDS_ON_A_PAGE: Final = 20
_DAY: Final = timedelta(days=1)
_READ_UNTIL_IT_GOES: Final = frozenset(
    {CaseState.NOT_TAKEN_UP, CaseState.WITHDRAWN, CaseState.REPORT_WITHDRAWN}
)
_YEAR: Final = 12  # months


class NoneChosenError(InvalidInputError):
    """Choose a case first."""

    text_key: ClassVar[str] = "retention.none_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRow:
    """A case that goes, by its code; ``held_until`` when it may not go before, ``asked`` while its
    suppliers are asked whether it may be kept longer.
    """

    case: CaseId
    code: CaseCode
    end: RetentionEnd
    held_until: date | None = None
    is_extended: bool = False
    asked: AskedExtension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionView:
    """One page of the cases that go within half a year, or ``of`` one case; how many were
    ``destroyed`` this year on each ground.
    """

    page: Pages[RetentionRow]
    destroyed: Mapping[RetentionGround, int]
    may_hold: bool = False
    may_extend: bool = False
    of: CaseCode | None = None


async def view_retention(ctx: Context, number: int = 1) -> RetentionView:
    """Show a page of the cases that go within half a year; the first to go first."""
    return await _show(ctx, await list_ends(ctx), number)


async def view_end(ctx: Context, typed: str) -> RetentionView:
    """Show when the case behind a typed code goes; absent and forbidden read the same."""
    require(ctx, Action.VIEW_RETENTION)
    case = await ctx.uow.cases.by_code(read_code(typed))
    end = await find_case_end(ctx, case)
    return replace(await _show(ctx, await _list_rows(ctx, [(case, end)]), 1), of=case.code)


async def choose_going(ctx: Context, chosen: str, number: int) -> str:
    """Take the code that was chosen on a page of the cases that go, or the only one that is there;
    NoneChosenError when there are more and none was chosen.
    """
    require(ctx, Action.VIEW_RETENTION)
    if chosen:
        return chosen
    page = turn_to(await list_ends(ctx), number, ENDS_ON_A_PAGE)
    if len(page.items) != 1:
        raise NoneChosenError
    return page.items[0].code


async def find_last_look(moment: Moment, case: Case) -> date | None:
    """Find the day on which a case goes that was not taken up or was withdrawn, until which it is
    read (BGS art. 1.16(1)(b)); None for any other, and while something stops that.
    """
    if case.state not in _READ_UNTIL_IT_GOES:
        return None
    end = find_retention_end(case, moment.house.terms.retention, moment.calendar)
    held = (await moment.uow.retention_holds.days_of([case.id])).get(case.id)
    # until when it is held is for who guards the terms
    return None if held and held >= end.goes_on else end.goes_on


async def _show(ctx: Context, rows: Sequence[RetentionRow], number: int) -> RetentionView:
    permit = require(ctx, Action.VIEW_RETENTION)
    page = turn_to(rows, number, ENDS_ON_A_PAGE)
    await ctx.record_seen(*permit.sights(SeenPart.RETENTION, (one.case for one in page.items)))
    return RetentionView(
        page=page,
        destroyed=await _count_destroyed(ctx),
        may_hold=may_ever(Action.HOLD_CASE, ctx.actor),
        may_extend=may_ever(Action.EXTEND_CASE, ctx.actor),
    )


async def list_ends(moment: Moment) -> Sequence[RetentionRow]:
    """List the cases that go within half a year; the first to go first."""
    old = await find_old(moment)
    said = await moment.uow.retention_reviews.of_cases([one.id for one in old])
    rows = await _list_rows(moment, select_ends(moment, old, said))
    return sorted(rows, key=lambda row: (row.end.goes_on, row.code))


async def _list_rows(
    moment: Moment, ends: Sequence[tuple[Case, RetentionEnd]]
) -> list[RetentionRow]:
    held = await moment.uow.retention_holds.days_of([case.id for case, _ in ends])
    asked = {one.case: one for one in await moment.uow.extensions.open()} if ends else {}
    return [
        RetentionRow(
            case=case.id,
            code=case.code,
            end=end,
            held_until=held.get(case.id),
            is_extended=case.extended_to is not None,
            asked=asked.get(case.id),
        )
        for case, end in ends
    ]


async def find_old(moment: Moment) -> Sequence[Case]:
    """Find each case that may go within half a year, and each that is here for a year or more."""
    last_on = find_last_received(_find_last_end(moment), moment.house.terms.retention)
    year_ago = add_months(moment.today, -_YEAR)
    return await moment.uow.destructions.ageing(
        received_until=moment.calendar.moment(max(last_on, year_ago) + _DAY, time()),
        ended_until=moment.now,
    )


def select_ends(
    moment: Moment, old: Sequence[Case], said: Mapping[CaseId, RetentionReview]
) -> Sequence[tuple[Case, RetentionEnd]]:
    """Select of these the cases that go within half a year; ``said`` is whether they are needed."""
    until_on = _find_last_end(moment)
    found = [(one, _find_end(moment, one, said.get(one.id))) for one in old]
    return [(one, end) for one, end in found if end.goes_on <= until_on]


def _find_last_end(moment: Moment) -> date:
    return add_months(moment.today, max(WARNED_MONTHS))


async def find_case_end(moment: Moment, case: Case) -> RetentionEnd:
    """Find when a case goes: at the end of its term, or before because nobody needs it."""
    said = await moment.uow.retention_reviews.of_cases([case.id])
    return _find_end(moment, case, said.get(case.id))


def _find_end(moment: Moment, case: Case, said: RetentionReview | None) -> RetentionEnd:
    end = find_retention_end(case, moment.house.terms.retention, moment.calendar)
    return end_early(end, find_goes_on(case, said))


async def _count_destroyed(moment: Moment) -> Mapping[RetentionGround, int]:
    counted = await moment.uow.destructions.counted()
    sums = dict.fromkeys(RetentionGround, 0)
    for (month, ground), number in counted.items():
        if month.year == moment.today.year:
            sums[ground] += number
    return {ground: number for ground, number in sums.items() if number}
