"""What a change of the rota means for its reader: as a message, and in the digest."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewPlace, OverviewRow, RowButton
from cards.words import Text
from domain.press import Press
from services.duty_change import StintView

ADD_TURN: Final = "duty_turn.add"
CHANGE_TURN: Final = "duty_turn.change"
CHOSEN_TURN: Final = "turn"
_SHOW: Final = RowButton(key="duty.show_button", press=Press(verb="duty.show"))


def draw_duty_change(kit: Kit, views: Sequence[StintView]) -> PrivateMessage:
    """Tell what the reader's duty is from now on."""
    lines = [_tell(one) for one in views]
    body = [kit.title("duty_turn.told"), *(kit.text(one.key, **one.parameters) for one in lines)]
    return kit.private(Preview.DUTY, body, [kit.button(_SHOW.key, _SHOW.press)])


def list_new_duties(views: Sequence[StintView]) -> OverviewPart:
    """List what the reader's duty is from now on, for the digest."""
    rows = tuple(OverviewRow(text=_tell(one), button=_SHOW) for one in views)
    return OverviewPart(heading="duty_turn.told", place=OverviewPlace.ACUTE, rows=rows)


def tell_turn_days(from_on: date, until_on: date) -> Text:
    """Say from which day to which, or which one day."""
    days = {"from_on": from_on, "until_on": until_on}
    return Text("duty.days" if from_on != until_on else "duty.day", days)


def _tell(view: StintView) -> Text:
    return Text(f"duty_turn.now_{view.part}", {"when": tell_turn_days(view.from_on, view.until_on)})
