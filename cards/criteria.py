"""A referrer is asked to explain the criteria afterwards: a row with a code and a day."""

from collections.abc import Sequence
from typing import Final

from cards.overview import (
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewRow,
    RowButton,
    asked_part,
    opening_row,
)
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.criteria import CriteriaRow, UnexplainedRow

EXPLAIN: Final = "criteria.explain"


def list_criteria(rows: Sequence[CriteriaRow]) -> Sequence[OverviewPart]:
    """The cases of which the criteria are still to be explained, as a part of *mijn*."""
    listed = tuple(
        opening_row(
            Text("criteria.row", {"code": one.code, "on": one.promised_on}),
            "criteria.explain_button",
            Press(verb=EXPLAIN, subject=one.case),
        )
        for one in rows
    )
    return (asked_part("criteria.heading", listed),)


def list_unexplained(rows: Sequence[UnexplainedRow]) -> OverviewPart:
    """The cases of which a referrer says nothing, each with the way to its card."""
    return asked_part("criteria.silent_heading", map(_unexplained_row, rows))


def _unexplained_row(row: UnexplainedRow) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=Text("criteria.silent_row", {"code": row.code, "name": row.referrer}),
        button=RowButton(key="overview.show", press=press_to_show(row.case, back)),
    )
