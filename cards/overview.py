"""Everything that is a member's own, on one card that turns its pages (*mijn*): acute first, drafts
last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.turning import draw_place, draw_turning
from cards.words import Text
from domain.press import Press
from services.paging import turn_to

SHOW_OVERVIEW: Final = "overview.show"
BACK_TO_OVERVIEW: Final = "overview.back"
# a card must stay small: further rows are on the next page
ROWS_ON_A_PAGE: Final = 12


class OverviewPlace(IntEnum):
    """Where things of one kind stand among what is a member's own."""

    ACUTE = 0
    ASKED = 1
    ACTIONS = 2
    TIMES = 3
    CASES = 4
    DRAFTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RowButton:
    """What can be done with a row; ``opens_dialog`` when it opens the frame of dialogs."""

    key: str
    press: Press
    opens_dialog: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """One thing of a member's own."""

    text: Text
    button: RowButton | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPart:
    """Things of one kind under a heading (a text key)."""

    heading: str
    place: OverviewPlace
    rows: tuple[OverviewRow, ...]


def opening_row(text: Text, key: str, press: Press) -> OverviewRow:
    """A row with a button that opens a dialog."""
    return OverviewRow(text=text, button=RowButton(key=key, press=press, opens_dialog=True))


def asked_part(heading: str, rows: Iterable[OverviewRow]) -> OverviewPart:
    """What somebody is asked, or has to know of what they asked."""
    return OverviewPart(heading=heading, place=OverviewPlace.ASKED, rows=tuple(rows))


def draw_overview(
    kit: Kit, parts: Sequence[OverviewPart], buttons: Sequence[RowButton] = (), number: int = 1
) -> PrivateMessage:
    """Draw one page of all parts that have something to show."""
    ordered = sorted(parts, key=lambda part: part.place)
    page = turn_to([(part, row) for part in ordered for row in part.rows], number, ROWS_ON_A_PAGE)
    body = [kit.title("overview.title"), *draw_place(kit, page)]
    body += draw_heads(kit, page.items)
    if not page.length:
        body.append(kit.text("overview.nothing"))
    below = [draw_row_button(kit, button) for button in buttons]
    return kit.private(Preview.OVERVIEW, body, [*below, *draw_turning(kit, SHOW_OVERVIEW, page)])


def draw_heads(kit: Kit, rows: Iterable[tuple[OverviewPart, OverviewRow]]) -> list[Part]:
    """Draw rows under the headings of their parts, in the order they come in."""
    body = list[Part]()
    for heading, lines in groupby(rows, key=lambda line: line[0].heading):
        body += [kit.heading(heading), *(_row(kit, row) for _, row in lines)]
    return body


def draw_row_button(kit: Kit, button: RowButton) -> Part:
    """Draw a button that acts at once or opens a dialog."""
    if button.opens_dialog:
        return kit.dialog_button(button.key, button.press)
    return kit.button(button.key, button.press)


def _row(kit: Kit, row: OverviewRow) -> Part:
    text = kit.text(row.text.key, **row.text.parameters)
    if row.button is None:
        return text
    acts = {"type": "ActionSet", "actions": [draw_row_button(kit, row.button)]}
    return {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": [text]},
            {"type": "Column", "width": "auto", "items": [acts]},
        ],
    }
