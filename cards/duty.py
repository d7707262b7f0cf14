"""The duty rota on a private card: who is on duty and who after them, who stands in, and when
nobody is there.
"""

from collections.abc import Sequence
from typing import Final

from cards.duty_swap import OFFER_SWAP, draw_swap_line
from cards.duty_turn import ADD_TURN, CHANGE_TURN, CHOSEN_TURN, tell_turn_days
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text, Value
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
        *_draw_swaps(kit, swaps),
        *_draw_turns(kit, view),
        *_draw_stand_ins(kit, view),
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
    change = kit.dialog_button(
        "duty_turn.change_button", Press(verb=CHANGE_TURN), needs_inputs=True
    )
    add = kit.dialog_button("duty_turn.add_button", Press(verb=ADD_TURN))
    offer = kit.dialog_button("duty_swap.offer_button", Press(verb=OFFER_SWAP))
    return [
        *([change] if view.may_set and view.turns else []),
        *([add] if view.may_set else []),
        *([offer] if view.may_swap else []),
    ]


def _draw_swaps(kit: Kit, swaps: Sequence[DutySwapView]) -> list[Part]:
    lines = [part for one in swaps[:_MOST_SWAPS] for part in draw_swap_line(kit, one)]
    return [kit.heading("duty_swap.title"), *lines] if lines else []


def _draw_turns(kit: Kit, view: DutyWeeksView) -> list[Part]:
    """The turns as lines, or to who may set them as lines of which one is chosen. A card must stay
    small: the next ones show when the first are over.
    """
    shown, left = view.turns[:_MOST_LINES], len(view.turns) - _MOST_LINES
    drawn = (
        [_choose_turn(kit, shown)]
        if view.may_set and shown
        else [kit.text(one.key, **one.parameters) for one in map(_tell_turn, shown)]
    )
    return [*drawn, *([kit.counted("duty.further", left)] if left > 0 else [])]


def _choose_turn(kit: Kit, turns: Sequence[DutyTurnView]) -> Part:
    titles = {one.from_on.isoformat(): kit.say(_name_turn(one)) for one in turns}
    return kit.choose_one(CHOSEN_TURN, "duty_turn.turns", "duty_turn.none_chosen", titles)


def _tell_turn(turn: DutyTurnView) -> Text:
    key = "duty.turn" if turn.deputy else "duty.turn_alone"
    return Text(key, _say_turn(turn))


def _name_turn(turn: DutyTurnView) -> Text:
    """A line to choose knows no bold."""
    key = "duty_turn.line" if turn.deputy else "duty_turn.line_alone"
    return Text(key, _say_turn(turn))


def _say_turn(turn: DutyTurnView) -> dict[str, Value]:
    when = tell_turn_days(turn.from_on, turn.until_on)
    return {"when": when, "name": turn.member, "deputy": turn.deputy}


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
