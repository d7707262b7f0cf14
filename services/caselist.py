"""The list: every case that was taken up, in stoplight order, so that a coordinator sees at once
what is urgent and which colour was not looked at in time (WGS art. 2.32).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.access import Action, CaseState, may_ever
from domain.audit import SeenPart
from domain.case import Case
from domain.colour import ColourDecision
from domain.identifiers import MemberId
from services.access import require
from services.moment import Context
from services.paging import Pages, turn_to

CASES_ON_A_PAGE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """One case on the list; ``decision`` is None only when its colour is still to be set."""

    case: Case
    decision: ColourDecision | None
    setter: str
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One page of the list, and how many colours on all of it are stale."""

    page: Pages[ListedCase]
    stale: int
    on: date
    may_colour: bool


async def view_list(ctx: Context, number: int = 1) -> ListView:
    """Show a page of the list; without a colour first, then red to green, longest due first."""
    permit = require(ctx, Action.VIEW_LIST)
    on = ctx.today
    cases = await ctx.uow.cases.in_states([CaseState.TAKEN_UP])
    colours = await ctx.uow.colours.current_of([case.id for case in cases])
    names = await ctx.uow.people.names({one.set_by for one in colours.values()})
    listed = [_list(case, colours.get(case.id), names, on) for case in cases]
    listed.sort(key=_place)
    page = turn_to(listed, number, CASES_ON_A_PAGE)
    shown = [one.case.id for one in page.items]
    await ctx.record_seen(*permit.sights(SeenPart.LIST, shown))
    return ListView(
        page=page,
        stale=sum(one.is_stale for one in listed),
        on=on,
        may_colour=may_ever(Action.SET_COLOUR, ctx.actor),
    )


def _list(
    case: Case, decision: ColourDecision | None, names: Mapping[MemberId, str], on: date
) -> ListedCase:
    return ListedCase(
        case=case,
        decision=decision,
        setter=names.get(decision.set_by, "") if decision else "",
        is_stale=decision is not None and decision.is_stale(on),
    )


def _place(listed: ListedCase) -> tuple[int, date, str]:
    if listed.decision is None:
        return -1, date.min, listed.case.code
    return listed.decision.colour.rank, listed.decision.next_review_on, listed.case.code
