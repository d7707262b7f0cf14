"""A referrer is asked to explain the criteria afterwards: a row with a code and a day."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, asked_part, opening_row
from cards.words import Text
from domain.press import Press
from services.criteria import CriteriaRow

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
