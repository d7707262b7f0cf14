"""A weighing that waits for a second member: rows with codes and days; what it says is in a dialog
only.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part, opening_row
from cards.page import ReceiptView, ShownView
from cards.weighing import WEIGH
from cards.words import Text, Value
from domain.press import Press
from domain.second_member import ConfirmState
from services.second_member import AskedToConfirm, ConfirmRow, HeldView

CONFIRM: Final = "second_member.open"


def list_unconfirmed(rows: Sequence[ConfirmRow]) -> Sequence[OverviewPart]:
    """The weighings that do not count yet, as parts of *mijn*: to confirm, and the own ones."""
    to_confirm = tuple(_row_to_confirm(one) for one in rows if not one.is_own)
    own = tuple(_row_of_own(one) for one in rows if one.is_own)
    return (
        asked_part("second_member.heading", to_confirm),
        asked_part("second_member.own_heading", own),
    )


def _row_to_confirm(row: ConfirmRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code, "name": row.weighed_by, "on": row.until_on}
    return opening_row(
        Text("second_member.row", said),
        "second_member.read_button",
        Press(verb=CONFIRM, subject=row.case, version=row.version),
    )


def _row_of_own(row: ConfirmRow) -> OverviewRow:
    if row.state is ConfirmState.WAITING:
        waits: dict[str, Value] = {"code": row.code, "on": row.until_on}
        return OverviewRow(text=Text("second_member.own_waits", waits))
    button = RowButton(
        key="second_member.weigh_button",
        press=Press(verb=WEIGH, subject=row.case, version=row.version),
        opens_dialog=True,
    )
    return OverviewRow(text=_say_not_confirmed(row), button=button)


def _say_not_confirmed(row: ConfirmRow) -> Text:
    if row.state is ConfirmState.DECLINED:
        return Text("second_member.own_declined", {"code": row.code, "name": row.answered_by})
    return Text("second_member.own_lapsed", {"code": row.code})


def show_held(view: HeldView) -> tuple[ShownView, ...]:
    """Show who weighs a case what they must know of the second member."""
    before = _say_before(view)
    needed = (_say_needed(view),) if view.is_needed else ()
    return (ShownView(label=Text("second_member.title"), lines=(*before, *needed)),)


def _say_needed(view: HeldView) -> Text:
    if view.names:
        return Text("second_member.needed_from", {"names": ", ".join(view.names)})
    return Text("second_member.nobody", {"names": ", ".join(view.administrators)})


def _say_before(view: HeldView) -> tuple[Text | str, ...]:
    if view.held is None or view.until_on is None:
        return ()
    match view.held.state:
        case ConfirmState.WAITING:
            said: dict[str, Value] = {"name": view.weighed_by, "on": view.until_on}
            return (Text("second_member.before_waits", said),)
        case ConfirmState.DECLINED:
            said_no = Text("second_member.before_declined", {"name": view.answered_by})
            return (said_no, view.reason)
        case ConfirmState.LAPSED:
            return (Text("second_member.before_lapsed"),)
        case never:
            assert_never(never)


def tell_asked(asked: AskedToConfirm) -> ReceiptView:
    """Tell who weighed a case that it waits, for whom, and that nobody else was told."""
    said: dict[str, Value] = {"names": ", ".join(asked.names), "on": asked.until_on}
    return ReceiptView(
        title=Text("second_member.asked", {"code": asked.code}),
        lines=(Text("second_member.asked_of", said), Text("second_member.nobody_told")),
    )
