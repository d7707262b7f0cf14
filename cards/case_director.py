"""Who is asked to direct a case, and which cases nobody directs: rows with a code, and a name of
who was asked. Reasons stay in windows.
"""

from collections.abc import Sequence
from typing import Final

from cards.overview import (
    SHOW_OVERVIEW,
    OverviewPart,
    OverviewPlace,
    OverviewRow,
    RowButton,
    asked_part,
    opening_row,
)
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.case_director import DirectorRow, UndirectedRow

ANSWER_DIRECTING: Final = "case_director.answer"
ASK_DIRECTOR: Final = "case_director.ask"


def list_questions(rows: Sequence[DirectorRow]) -> Sequence[OverviewPart]:
    """The cases that a member is asked to direct, as a part of *mijn*."""
    listed = tuple(
        opening_row(
            Text("case_director.row", {"code": one.code}),
            "case_director.answer_button",
            Press(verb=ANSWER_DIRECTING, subject=one.case),
        )
        for one in rows
    )
    return (asked_part("case_director.heading", listed),)


def list_undirected(rows: Sequence[UndirectedRow]) -> OverviewPart:
    """The cases that nobody directs, each with the way to its card."""
    return OverviewPart(
        heading="case_director.undirected",
        place=OverviewPlace.CASES,
        rows=tuple(map(_row, rows)),
    )


def _row(row: UndirectedRow) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=_say(row),
        button=RowButton(key="overview.show", press=press_to_show(row.case, back)),
    )


def _say(row: UndirectedRow) -> Text:
    if not row.asked:
        return Text("case_director.nobody_asked", {"code": row.code})
    said = {"code": row.code, "name": row.asked}
    return Text("case_director.declined_row" if row.is_declined else "case_director.waits", said)
