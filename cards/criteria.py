"""A referrer is asked to explain the criteria afterwards: a row with a code and a day."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.press import Press
from services.criteria import CriteriaRow

EXPLAIN: Final = "criteria.explain"


def list_criteria(rows: Sequence[CriteriaRow]) -> Sequence[OverviewPart]:
    """The cases of which the criteria are still to be explained, as a part of *mijn*."""
    listed = tuple(
        OverviewRow(
            text=Text("criteria.row", {"code": one.code, "on": one.promised_on}),
            button=RowButton(
                key="criteria.explain_button",
                press=Press(verb=EXPLAIN, subject=one.case),
                opens_dialog=True,
            ),
        )
        for one in rows
    )
    return (OverviewPart(heading="criteria.heading", place=OverviewPlace.ASKED, rows=listed),)
