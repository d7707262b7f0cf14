"""When a member is away, on a card: what is known, and the buttons that add to it or take away."""

from typing import Final

from cards.deputy import draw_deputies, draw_standing_in
from cards.kit import Kit, Part
from cards.messages import Preview, PrivateMessage
from cards.span import tell_span
from domain.absence import Absence
from domain.press import Press
from services.absence import AbsenceView

SHOW_ABSENCES: Final = "absence.show"
GIVE_ABSENCE: Final = "absence.give"
ENTER_ABSENCE: Final = "absence.enter"
WITHDRAW_ABSENCE: Final = "absence.withdraw"

# a card must stay small; the next ones show when the first are over
_MOST_SHOWN: Final = 12


def draw_absences(kit: Kit, view: AbsenceView) -> PrivateMessage:
    """Draw when a member is away, and what they entered for others."""
    known = len(view.own) + len(view.entered)
    lines = [
        *(_line(kit, view, one) for one in view.own),
        *(_line(kit, view, one, name) for name, one in view.entered),
    ]
    body = [
        kit.title("absence.title"),
        kit.subtle("absence.intro"),
        *([part for line in lines[:_MOST_SHOWN] for part in line] or [kit.text("absence.nothing")]),
        *([kit.counted("absence.further", known - _MOST_SHOWN)] if known > _MOST_SHOWN else []),
        *draw_standing_in(kit, view.standing_in[:_MOST_SHOWN]),
    ]
    return kit.private(Preview.ABSENCE, body, _buttons(kit, view))


def _line(kit: Kit, view: AbsenceView, absence: Absence, name: str = "") -> list[Part]:
    when = tell_span(absence.span, kit.time_zone)
    text = (
        kit.text("absence.of", name=name, when=when)
        if name
        else kit.text(when.key, **when.parameters)
    )
    remove = Press(verb=WITHDRAW_ABSENCE, subject=absence.id)
    deputies = [
        one
        for one in view.deputies
        if one.member == absence.member and one.span.overlaps(absence.span)
    ]
    withdraw = kit.button("absence.withdraw_button", remove)
    alone = view.unattended.get(absence.id, ())
    return [text, *draw_deputies(kit, deputies, alone), kit.row_of([withdraw])]


def _buttons(kit: Kit, view: AbsenceView) -> list[Part]:
    give = kit.dialog_button("absence.give_button", Press(verb=GIVE_ABSENCE))
    enter = kit.dialog_button("absence.enter_button", Press(verb=ENTER_ABSENCE))
    return [give, enter] if view.may_enter else [give]
