"""Referrers who wait for a promised answer, as a part of the digest: code and last day."""

from collections.abc import Sequence

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.promise import PromiseRow


def list_promises(rows: Sequence[PromiseRow]) -> OverviewPart:
    """The cases whose promised term nears its last day, each with the way to its card."""
    return OverviewPart(
        heading="promise.heading", place=OverviewPlace.ASKED, rows=tuple(map(_row, rows))
    )


def _row(row: PromiseRow) -> OverviewRow:
    key = "promise.last_day" if row.is_last_day else "promise.nears"
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=Text(key, {"code": row.code, "on": row.promised_on}),
        button=RowButton(key="overview.show", press=press_to_show(row.case, back)),
    )
