"""What referrers added before the weighing, as a part of the digest: code and when, never what."""

from collections.abc import Sequence

from cards.overview import SHOW_OVERVIEW, OverviewPart, OverviewRow, RowButton, asked_part
from cards.referral import press_to_show
from cards.words import Text
from domain.press import Press
from services.added_facts import AddedRow


def list_added(rows: Sequence[AddedRow]) -> OverviewPart:
    """The cases to which something was added, each with the way to its card."""
    return asked_part("added_facts.heading", map(_row, rows))


def _row(row: AddedRow) -> OverviewRow:
    key = "added_facts.row_renamed" if row.is_renamed else "added_facts.row"
    back = Press(verb=SHOW_OVERVIEW, subject="1")
    return OverviewRow(
        text=Text(key, {"code": row.code, "at": row.added_at}),
        button=RowButton(key="overview.show", press=press_to_show(row.case, back)),
    )
