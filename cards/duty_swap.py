"""An offer of duty days on a private card: to the colleague who answers, and to whoever made it."""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.duty_swap import SwapState
from domain.press import Press
from services.duty_swap import DutySwapView

OFFER_SWAP: Final = "duty_swap.offer"
ACCEPT_SWAP: Final = "duty_swap.accept"
DECLINE_SWAP: Final = "duty_swap.decline"
WITHDRAW_SWAP: Final = "duty_swap.withdraw"


def draw_swap(kit: Kit, view: DutySwapView) -> PrivateMessage:
    """Draw an offer, or what became of it."""
    body = [kit.title("duty_swap.title"), *draw_swap_line(kit, view)]
    return kit.private(Preview.DUTY, body)


def list_offers(views: Sequence[DutySwapView]) -> OverviewPart:
    """List the offers that wait for the reader's answer, for the digest."""
    show = RowButton(key="duty_swap.answer_button", press=Press(verb="duty.show"))
    rows = tuple(
        OverviewRow(
            text=Text("duty_swap.offered_asked", {"when": tell_days(one), "name": one.member}),
            button=show,
        )
        for one in views
    )
    return OverviewPart(heading="duty_swap.waits", place=OverviewPlace.ACUTE, rows=rows)


def draw_swap_line(kit: Kit, view: DutySwapView) -> list[Part]:
    """Say who offers which days to whom, with what the reader can do about it."""
    line = kit.text(
        _choose_key(view), when=tell_days(view), name=view.member, colleague=view.colleague
    )
    return [line, *([kit.row_of(_buttons(kit, view))] if view.is_open else [])]


def tell_days(view: DutySwapView) -> Text:
    """Say which days are offered."""
    days = {"from_on": view.from_on, "until_on": view.until_on}
    return Text("duty_swap.days" if view.from_on != view.until_on else "duty_swap.day", days)


def _choose_key(view: DutySwapView) -> str:
    if view.state is SwapState.OFFERED and not view.is_open:
        return "duty_swap.too_late"
    reader = "asked" if view.is_asked else "own"
    return f"duty_swap.{view.state}_{reader}"


def _buttons(kit: Kit, view: DutySwapView) -> list[Part]:
    if not view.is_asked:
        return [kit.button("duty_swap.withdraw_button", Press(verb=WITHDRAW_SWAP, subject=view.id))]
    return [
        kit.button("duty_swap.accept_button", Press(verb=ACCEPT_SWAP, subject=view.id)),
        kit.button("duty_swap.decline_button", Press(verb=DECLINE_SWAP, subject=view.id)),
    ]
