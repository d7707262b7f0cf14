"""The list: every case that was taken up, in stoplight order, so that a coordinator sees at once
what is urgent and which colour was not looked at in time (WGS art. 2.32).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from domain.access import Action, CaseState, may_ever
from domain.audit import SeenPart
from domain.case import Case
from domain.colour import ColourDecision
from domain.errors import InvalidInputError
from domain.stoplight import Colour
from services.access import require
from services.moment import Context
from services.paging import Pages, turn_to

CASES_ON_A_PAGE: Final = 30


class NoCaseChosenError(InvalidInputError):
    """Choose a case first."""

    text_key: ClassVar[str] = "caselist.none_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """One case on the list; ``decision`` is None only when its colour is still to be set."""

    case: Case
    decision: ColourDecision | None
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One page of the list; of all of it how many cases each colour has (without one under None),
    and how many colours are stale.
    """

    page: Pages[ListedCase]
    counts: Mapping[Colour | None, int]
    stale: int
    on: date
    may_colour: bool


async def choose_listed(ctx: Context, chosen: str) -> str:
    """Take the line that a coordinator chose on the list, or the only one there is;
    NoCaseChosenError when there are more and none was chosen.
    """
    require(ctx, Action.VIEW_LIST)
    if chosen:
        return chosen
    listed = await ctx.uow.cases.in_states([CaseState.TAKEN_UP])
    if len(listed) != 1:
        raise NoCaseChosenError
    return listed[0].code


async def view_list(ctx: Context, number: int = 1) -> ListView:
    """Show a page of the list; without a colour first, then red to green, longest due first."""
    permit = require(ctx, Action.VIEW_LIST)
    on = ctx.today
    cases = await ctx.uow.cases.in_states([CaseState.TAKEN_UP])
    colours = await ctx.uow.colours.current_of([case.id for case in cases])
    listed = [_list(case, colours.get(case.id), on) for case in cases]
    listed.sort(key=_place)
    page = turn_to(listed, number, CASES_ON_A_PAGE)
    shown = [one.case.id for one in page.items]
    await ctx.record_seen(*permit.sights(SeenPart.LIST, shown))
    return ListView(
        page=page,
        counts=Counter(one.decision.colour if one.decision else None for one in listed),
        stale=sum(one.is_stale for one in listed),
        on=on,
        may_colour=may_ever(Action.SET_COLOUR, ctx.actor),
    )


def _list(case: Case, decision: ColourDecision | None, on: date) -> ListedCase:
    return ListedCase(
        case=case,
        decision=decision,
        is_stale=decision is not None and decision.is_stale(on),
    )


def _place(listed: ListedCase) -> tuple[int, date, str]:
    if listed.decision is None:
        return -1, date.min, listed.case.code
    return listed.decision.colour.rank, listed.decision.next_review_on, listed.case.code
