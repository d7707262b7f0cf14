"""Cases that rest, in *mijn* and the digest: a code and the day on which they are looked at."""

from collections.abc import Sequence
from typing import Final

from cards.contribution import CONTRIBUTE
from cards.kit import Kit
from cards.messages import PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.page import ShownView
from cards.referral import SHOW_CASE
from cards.words import Text, Value
from domain.agreed_action import AgreedAction
from domain.press import Press
from services.pause import PausedRow, PauseView

PAUSE_CASE: Final = "pause.open"
RETURN_CASE: Final = "pause.return"


def draw_how_to_pause(kit: Kit) -> PrivateMessage:
    """Tell how a case is paused."""
    return kit.short("pause.how_to")


def draw_how_to_return(kit: Kit) -> PrivateMessage:
    """Tell how a case comes back."""
    return kit.short("pause.how_to_return")


def list_paused_cases(rows: Sequence[PausedRow]) -> Sequence[OverviewPart]:
    """The cases that rest, as a part of *mijn*."""
    return (_part("pause.heading", OverviewPlace.CASES, rows),)


def list_due_pauses(rows: Sequence[PausedRow]) -> Sequence[OverviewPart]:
    """The cases that rest and of which the day came, for who decides what becomes of them."""
    return (_part("pause.due_heading", OverviewPlace.ASKED, rows),)


def _part(heading: str, place: OverviewPlace, rows: Sequence[PausedRow]) -> OverviewPart:
    return OverviewPart(heading=heading, place=place, rows=tuple(map(_row, rows)))


def _row(row: PausedRow) -> OverviewRow:
    show = RowButton(key="pause.show_button", press=Press(verb=SHOW_CASE, subject=row.case))
    # who only keeps a place can still tell something
    tell = RowButton(
        key="contribution.button",
        press=Press(verb=CONTRIBUTE, subject=row.case),
        opens_dialog=True,
    )
    return OverviewRow(
        text=Text("pause.row", {"code": row.code, "on": row.review_on}),
        button=show if row.may_return else tell,
    )


def show_pause(view: PauseView) -> tuple[ShownView, ...]:
    """Show why a case rests, and what goes on meanwhile."""
    return (*_show_last(view), *show_open_actions(view.actions, "pause.open_action"))


def _show_last(view: PauseView) -> tuple[ShownView, ...]:
    last = view.last
    if last is None:
        return ()
    said: dict[str, Value] = {
        "name": view.paused_by,
        "at": last.signed.at,
        "on": last.review_on,
    }
    return (ShownView(label=Text("pause.paused_by", said), lines=(last.reason,)),)


def show_open_actions(actions: Sequence[AgreedAction], key: str) -> tuple[ShownView, ...]:
    """Show what is still open of what was agreed, each under the text of this key."""
    return tuple(
        ShownView(label=Text(key, {"on": one.due_on}), lines=(one.what,)) for one in actions
    )
