"""The duty rota on a private card: who is on duty and who after them, who stands in, and when
nobody is there.
"""

from collections.abc import Sequence
from typing import Final

from cards.duty_swap import OFFER_SWAP, draw_swap_line
from cards.duty_turn import ADD_TURN, CHANGE_TURN, tell_turn_days
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.absence import Span
from domain.press import Press
from services.duty import DutyTurnView, DutyWeeksView
from services.duty_gap import DutyGapView
from services.duty_swap import DutySwapView

SHOW_ROTA: Final = "duty.show"

# a card must stay small
_MOST_LINES: Final = 20
_MOST_SWAPS: Final = 5


def draw_rota(kit: Kit, view: DutyWeeksView, swaps: Sequence[DutySwapView] = ()) -> PrivateMessage:
    """Draw the coming weeks of the rota; gaps come first, for somebody must fill them. ``swaps``
    are the offers that wait, by the reader or for their answer.
    """
    body = [
        kit.title("duty.title"),
        *_draw_gaps(kit, view),
        *(part for one in view.turns[:_MOST_LINES] for part in _draw_turn(kit, one, view)),
        *_draw_what_follows(kit, view),
        *_draw_stand_ins(kit, view),
        *(part for one in swaps[:_MOST_SWAPS] for part in draw_swap_line(kit, one)),
        kit.subtle("duty.looked_until" if view.may_set else "duty.until", on=view.until_on),
    ]
    return kit.private(Preview.DUTY, body, _draw_buttons(kit, view))


def draw_duty_gap(kit: Kit, view: DutyGapView) -> PrivateMessage:
    """Tell from when nobody is on duty, or that somebody is again."""
    show = kit.button("duty.show_button", Press(verb=SHOW_ROTA))
    if view.is_filled:
        body = [kit.title("duty.filled_title"), kit.text("duty.filled", at=view.starts_at)]
        return kit.private(Preview.DUTY, body, [show])
    body = [
        kit.title("duty.gap_title"),
        kit.text("duty.gap_from", at=view.starts_at),
        kit.text("duty.in_gap", name=view.fallback),
    ]
    return kit.private(Preview.DUTY, body, [show])


def list_gaps_found(gaps: Sequence[DutyGapView]) -> OverviewPart:
    """List from when nobody is on duty, for the digest."""
    show = RowButton(key="duty.show_button", press=Press(verb=SHOW_ROTA))
    return OverviewPart(
        heading="duty.gaps",
        place=OverviewPlace.ACUTE,
        rows=tuple(
            OverviewRow(text=Text("duty.gap_from", {"at": one.starts_at}), button=show)
            for one in gaps
        ),
    )


def tell_hours(kit: Kit, span: Span) -> Text:
    """Say from when until when: hours of one day, or from one moment to another."""
    starts, ends = kit.local(span.starts_at), kit.local(span.ends_at)
    if starts.date() != ends.date():
        return Text("duty.moments", {"starts_at": span.starts_at, "ends_at": span.ends_at})
    hours = {"since": kit.clock(span.starts_at), "until": kit.clock(span.ends_at)}
    return Text("duty.hours", {"on": starts.date(), **hours})


def _draw_gaps(kit: Kit, view: DutyWeeksView) -> list[Part]:
    if not view.gaps:
        return []
    told = [tell_hours(kit, one) for one in view.gaps[:_MOST_LINES]]
    lines = [kit.text(one.key, **one.parameters) for one in told]
    after = kit.text("duty.in_gap", name=view.fallback)
    return [kit.group([kit.heading("duty.gaps"), *lines, after], style="attention")]


def _draw_buttons(kit: Kit, view: DutyWeeksView) -> list[Part]:
    add = kit.dialog_button("duty_turn.add_button", Press(verb=ADD_TURN))
    offer = kit.dialog_button("duty_swap.offer_button", Press(verb=OFFER_SWAP))
    return [*([add] if view.may_set else []), *([offer] if view.may_swap else [])]


def _draw_turn(kit: Kit, turn: DutyTurnView, view: DutyWeeksView) -> list[Part]:
    key = "duty.turn" if turn.deputy else "duty.turn_alone"
    when = tell_turn_days(turn.from_on, turn.until_on)
    line = kit.text(key, when=when, name=turn.member, deputy=turn.deputy)
    change = Press(verb=CHANGE_TURN, subject=turn.from_on.isoformat())
    button = kit.row_of([kit.dialog_button("duty_turn.change_button", change)])
    return [line, button] if view.may_set else [line]


def _draw_what_follows(kit: Kit, view: DutyWeeksView) -> list[Part]:
    """A card must stay small: the next turns show when the first are over."""
    left = len(view.turns) - _MOST_LINES
    return [kit.counted("duty.further", left)] if left > 0 else []


def _draw_stand_ins(kit: Kit, view: DutyWeeksView) -> list[Part]:
    if not view.stand_ins:
        return []
    lines = [
        kit.text(
            "duty.stand_in", when=tell_hours(kit, one.span), deputy=one.deputy, member=one.member
        )
        for one in view.stand_ins[:_MOST_LINES]
    ]
    return [kit.heading("duty.stand_ins"), *lines]
