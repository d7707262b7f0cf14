"""A case in which an organisation has no place any more: rows with a code, and the way to whom it
goes.
"""

from collections.abc import Sequence
from typing import Final

from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.press import Press
from services.orphans import OrphanRow

GIVE_ORPHAN: Final = "orphan.give"


def list_orphaned(rows: Sequence[OrphanRow]) -> OverviewPart:
    """What is orphaned, for a process director."""
    listed = tuple(
        OverviewRow(
            text=Text(
                "orphan.row",
                {"code": one.code, "name": one.name, "organisation": one.organisation},
            ),
            button=RowButton(
                key="orphan.button",
                press=Press(verb=GIVE_ORPHAN, subject=f"{one.case}:{one.member}"),
                opens_dialog=True,
            ),
        )
        for one in rows
    )
    return OverviewPart(heading="orphan.heading", place=OverviewPlace.ASKED, rows=listed)
