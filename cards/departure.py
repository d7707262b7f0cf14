"""An organisation that wants to leave a case: rows with a code; why stays in windows."""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewPlace, asked_part, opening_row
from cards.words import Text
from domain.press import Press
from services.departure import DepartureRow

ASK_TO_LEAVE: Final = "departure.ask"
ANSWER_DEPARTURE: Final = "departure.answer"


def list_departing(rows: Sequence[DepartureRow]) -> Sequence[OverviewPart]:
    """Who wants to leave which case, for a process director, as a part of *mijn*."""
    listed = tuple(
        opening_row(
            Text("departure.row", {"code": one.code, "organisation": one.organisation}),
            "departure.answer_button",
            Press(verb=ANSWER_DEPARTURE, subject=f"{one.case}:{one.member}"),
        )
        for one in rows
    )
    return (asked_part("departure.heading", listed),)


def list_staying(rows: Sequence[DepartureRow]) -> OverviewPart:
    """The cases that a member is asked to stay in, each with the way to why."""
    listed = tuple(
        opening_row(
            Text("departure.stay_row", {"code": one.code}),
            "departure.why_button",
            Press(verb=ASK_TO_LEAVE, subject=one.case),
        )
        for one in rows
    )
    return OverviewPart(heading="departure.stay_heading", place=OverviewPlace.CASES, rows=listed)
