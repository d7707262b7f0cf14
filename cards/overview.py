"""One card with everything that is a member's own, part by part (*mijn*)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.words import Text
from domain.press import Press

# a card must stay small: further rows are found by their code
ROW_BUTTONS: Final = 5


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
    rows: tuple[OverviewRow, ...]


def draw_overview(
    kit: Kit, parts: Sequence[OverviewPart], buttons: Sequence[RowButton] = ()
) -> PrivateMessage:
    """Draw all parts that have something to show."""
    filled = [part for part in parts if part.rows]
    body = [kit.title("overview.title"), *(p for part in filled for p in _part(kit, part))]
    if not filled:
        body.append(kit.text("overview.nothing"))
    return kit.private(Preview.OVERVIEW, body, [draw_row_button(kit, b) for b in buttons])


def draw_row_button(kit: Kit, button: RowButton) -> Part:
    """Draw a button that acts at once or opens a dialog."""
    if button.opens_dialog:
        return kit.dialog_button(button.key, button.press)
    return kit.button(button.key, button.press)


def _part(kit: Kit, part: OverviewPart) -> list[Part]:
    first, others = part.rows[:ROW_BUTTONS], part.rows[ROW_BUTTONS:]
    rows = [_row(kit, row, row.button) for row in first] + [_row(kit, row, None) for row in others]
    more = [kit.subtle("overview.more_by_code")] if others else []
    return [kit.heading(part.heading), *rows, *more]


def _row(kit: Kit, row: OverviewRow, button: RowButton | None) -> Part:
    text = kit.text(row.text.key, **row.text.parameters)
    if button is None:
        return text
    acts = {"type": "ActionSet", "actions": [draw_row_button(kit, button)]}
    return {
        "type": "ColumnSet",
        "columns": [
            {"type": "Column", "width": "stretch", "items": [text]},
            {"type": "Column", "width": "auto", "items": [acts]},
        ],
    }
