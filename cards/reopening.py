"""Reopening a case: rows with codes and days; why, and why it was closed, in a window only."""

from collections.abc import Sequence
from typing import Final

from cards.agreement import tell_agreement
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart, OverviewRow, asked_part, opening_row
from cards.page import ShownView
from cards.words import Text, Value
from domain.press import Press
from services.reopening import ReopeningLook, ReopeningRow, WhyClosedView

CONFIRM_REOPENING: Final = "reopening.confirm"


def draw_how_to_reopen(kit: Kit) -> PrivateMessage:
    """Tell how a case is reopened."""
    return kit.short("reopening.how_to")


def list_to_reopen(rows: Sequence[ReopeningRow]) -> Sequence[OverviewPart]:
    """The wishes to reopen a case, as parts of *mijn*: to confirm, and the own ones."""
    waiting = tuple(_row_to_confirm(one) for one in rows if not one.is_own)
    own = tuple(_own_row(one) for one in rows if one.is_own)
    return (
        asked_part("reopening.heading", waiting),
        asked_part("reopening.own_heading", own),
    )


def _row_to_confirm(row: ReopeningRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code, "name": row.asked_by, "on": row.until_on}
    return opening_row(
        Text("reopening.row", said),
        "reopening.read_button",
        Press(verb=CONFIRM_REOPENING, subject=row.case),
    )


def _own_row(row: ReopeningRow) -> OverviewRow:
    said: dict[str, Value] = {"code": row.code, "on": row.until_on}
    return OverviewRow(text=Text(f"reopening.own_{row.state}", said))


def show_closed(view: WhyClosedView) -> tuple[ShownView, ...]:
    """Show why a case was closed."""
    closing = view.closing
    if closing is None:
        return ()
    said: dict[str, Value] = {"name": view.closed_by, "at": closing.signed.at}
    farewell = closing.farewell
    words = (farewell.explanation,) if farewell.explanation else ()
    reason = Text(f"closing.choose_{farewell.reason}")
    return (ShownView(label=Text("reopening.closed_by", said), lines=(reason, *words)),)


def show_wish(look: ReopeningLook) -> tuple[ShownView, ...]:
    """Show why a case is to be reopened, the colour it gets then, and who agreed to whom that
    brings in.
    """
    wish = look.wish
    agreed = tell_agreement(wish.agreement, look.organisations) if wish.agreement else ()
    asked: dict[str, Value] = {"name": look.asker.name}
    return (
        ShownView(label=Text("reopening.asked_by", asked), lines=(wish.reason,)),
        ShownView(
            label=Text("colour.colour"),
            lines=(Text(f"colour.choose_{wish.colour.colour}"), wish.colour.reason, *agreed),
        ),
    )
