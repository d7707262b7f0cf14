"""The duty rota on a private card: who is on duty and who after them, who stands in, and when
nobody is there.
"""

from collections.abc import Sequence
from typing import Final

from cards.duty_swap import OFFER_SWAP, draw_swap_line
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
        *(_draw_turn(kit, one) for one in view.turns[:_MOST_LINES]),
        *_draw_stand_ins(kit, view),
        *(part for one in swaps[:_MOST_SWAPS] for part in draw_swap_line(kit, one)),
        kit.subtle("duty.until", on=view.until_on),
    ]
    offer = kit.dialog_button("duty_swap.offer_button", Press(verb=OFFER_SWAP))
    return kit.private(Preview.DUTY, body, [offer] if view.may_swap else [])


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


def _draw_turn(kit: Kit, turn: DutyTurnView) -> Part:
    key = "duty.turn" if turn.deputy else "duty.turn_alone"
    days = "duty.days" if turn.from_on != turn.until_on else "duty.day"
    when = Text(days, {"from_on": turn.from_on, "until_on": turn.until_on})
    return kit.text(key, when=when, name=turn.member, deputy=turn.deputy)


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
