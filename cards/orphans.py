"""A case in which an organisation has no place any more: rows with a code, and the way to whom it
goes.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cards.hand_over import SHOW_HAND_OVER
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part, opening_row
from cards.words import Text
from domain.press import Press
from services.orphans import OrphanRow

GIVE_ORPHAN: Final = "orphan.give"


def list_orphaned(rows: Sequence[OrphanRow]) -> OverviewPart:
    """What is orphaned, for a process director; a report goes with all its reporter held."""
    listed = tuple(_report_row(one) if one.is_report else _place_row(one) for one in rows)
    return asked_part("orphan.heading", listed)


def _place_row(row: OrphanRow) -> OverviewRow:
    give = Press(verb=GIVE_ORPHAN, subject=f"{row.case}:{row.member}")
    return opening_row(Text("orphan.row", _say(row)), "orphan.button", give)


def _report_row(row: OrphanRow) -> OverviewRow:
    return OverviewRow(
        text=Text("orphan.report_row", _say(row)),
        button=RowButton(key="orphan.button", press=Press(verb=SHOW_HAND_OVER)),
    )


def _say(row: OrphanRow) -> Mapping[str, str]:
    return {"code": row.code, "name": row.name, "organisation": row.organisation}
