"""The list of all cases in process direction: a page of it in one of its orders, and its counts.
What is looked for stands in the index of the list, so that no case is read that is not shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from domain.case import Case
from domain.caselist import WHOLE_LIST, ListChoice, ListMark, ListOrder
from domain.colour import ColourCount
from domain.rhythm import WeeklyTime
from domain.stoplight import Colour
from storage.agreed_actions import agreed_action
from storage.case_row import COLOURS, read_case
from storage.cases import IS_LISTED, cases
from storage.plans_of_action import plan_of_action
from storage.schedules import COUNT_HELD, SUM_GIVEN
from storage.transaction import Transaction

_IS_AGREED: Final = or_(
    exists().where(
        agreed_action.c.case_id == cases.c.id, agreed_action.c.state == literal_column("'open'")
    ),
    exists().where(plan_of_action.c.case_id == cases.c.id),
)
# what makes a mark apply
_MARKS: Final[dict[ListMark, ColumnElement[bool]]] = {
    ListMark.OVERDUE: cases.c.next_review_on < bindparam("on", type_=Date()),
    ListMark.UNDIRECTED: cases.c.case_director.is_(None),
    ListMark.UNAGREED: ~_IS_AGREED,
    ListMark.PRIORITISED: cases.c.prioritised_on.is_not(None),
}


def _is_any(name: str) -> ColumnElement[bool]:
    return bindparam(f"any_{name}", type_=Integer()) == literal_column("1")


_HAS_COLOUR: Final = or_(
    _is_any("colour"),
    cases.c.colour_rank.in_([bindparam(str(one), type_=Integer()) for one in Colour]),
)
_IS_CHOSEN: Final = and_(
    _HAS_COLOUR, *(or_(_is_any(one), applies) for one, applies in _MARKS.items())
)
_RANK: Final = (
    cases.c.colour_rank,
    cases.c.call_rank,
    cases.c.next_review_on,
    cases.c.received_at,
    cases.c.code,
)
# without a colour there is no review either: such a case comes first in each order of reviews
_HAS_REVIEW: Final = cases.c.next_review_on.is_not(None)
_ORDERS: Final[dict[ListOrder, tuple[ColumnElement[Any], ...]]] = {
    ListOrder.COLOUR: (cases.c.colour_rank, cases.c.next_review_on, cases.c.code),
    ListOrder.REVIEW: (_HAS_REVIEW, cases.c.next_review_on, cases.c.colour_rank, cases.c.code),
    ListOrder.OLDEST: (cases.c.received_at, cases.c.code),
}


def _turn(asked: Select[Any]) -> Select[Any]:
    return asked.offset(bindparam("skip", type_=Integer())).limit(
        bindparam("limit", type_=Integer())
    )


def _read_in(order: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    """Find the codes of the page in the index first: with the rows all of them would be sorted."""
    codes = _turn(select(cases.c.code).where(IS_LISTED, _IS_CHOSEN).order_by(*order))
    return select(cases).where(cases.c.code.in_(codes)).order_by(*order)


_WHOLE: Final = _turn(select(cases).where(IS_LISTED).order_by(*_RANK))
_READ: Final[dict[ListOrder, Select[Any]]] = {
    ListOrder.RANK: _read_in(_RANK),
    **{one: _read_in(order) for one, order in _ORDERS.items()},
}
_COUNT: Final = (
    select(
        cases.c.colour_rank,
        cases.c.meeting_kind,
        func.count().label("cases"),
        *(func.count().filter(applies).label(one) for one, applies in _MARKS.items()),
        func.count().filter(_IS_CHOSEN).label("chosen"),
        func.coalesce(func.sum(cases.c.colour_minutes), 0).label("minutes"),
        COUNT_HELD.label("meetings"),
        SUM_GIVEN.label("given"),
    )
    .where(IS_LISTED)
    .group_by(cases.c.colour_rank, cases.c.meeting_kind)
)


class CaseListRows:
    """The list of the house, on one connection."""

    def __init__(self, connection: Transaction) -> None:
        self._connection = connection

    async def read(
        self, skip: int, limit: int, choice: ListChoice = WHOLE_LIST, on: date | None = None
    ) -> Sequence[Case]:
        """So many of the cases chosen, from one place on; overdue is what is so on this day."""
        place = {"skip": skip, "limit": limit}
        if choice == WHOLE_LIST:
            rows = await self._connection.execute(_WHOLE, place)
        else:
            given = {**place, **list_given(choice, on)}
            rows = await self._connection.execute(_READ[choice.order], given)
        return [read_case(row) for row in rows]

    async def count(
        self, on: date, choice: ListChoice = WHOLE_LIST
    ) -> tuple[Sequence[ColourCount], WeeklyTime]:
        """Count each colour on the list of each kind, to how many each mark applies on this day,
        how many are chosen and how long they take, and the time all meetings give; no time for an
        empty list.
        """
        rows = (await self._connection.execute(_COUNT, list_given(choice, on))).all()
        counts = [
            ColourCount(
                colour=COLOURS[row.colour_rank],
                cases=row.cases,
                marks={one: getattr(row, one) for one in ListMark},
                chosen=row.chosen,
                minutes=row.minutes,
                kind=row.meeting_kind,
            )
            for row in rows
        ]
        given = [WeeklyTime(meetings=row.meetings, minutes=row.given) for row in rows[:1]]
        return counts, given[0] if given else WeeklyTime()


def list_given(choice: ListChoice, on: date | None) -> dict[str, Any]:
    """What a choice gives to a statement."""
    ranks = {str(one): COLOURS.index(one) if one in choice.colours else -1 for one in Colour}
    marks = {f"any_{one}": int(one not in choice.marks) for one in ListMark}
    return {"on": on, "any_colour": int(not choice.colours), **ranks, **marks}
