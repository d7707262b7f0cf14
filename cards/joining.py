"""Cases that somebody is involved in from now on, as a part of the digest: code and why they."""

from collections.abc import Sequence

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.joining import JoinedView


def list_joinings(views: Sequence[JoinedView]) -> OverviewPart:
    """List the cases a member joined, each with the way to its card."""
    rows = tuple(_row(one) for one in views)
    return OverviewPart(heading="joining.heading", place=OverviewPlace.CASES, rows=rows)


def _row(view: JoinedView) -> OverviewRow:
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=Text(f"joining.as_{view.reason}", {"code": view.code}),
        button=RowButton(key="overview.show", press=press_to_show(view.case, back)),
    )
