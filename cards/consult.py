"""A question before a referral on cards: that it was answered, and who asked; what was said stands
in a window only.
"""

from collections.abc import Sequence
from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.overview import OverviewPart, OverviewRow, RowButton, asked_part
from cards.words import Text, Value
from domain.consult import ConsultId
from domain.press import Press
from services.consult import ConsultRow

READ_CONSULT: Final = "consult.read"
ANSWER_CONSULT: Final = "consult.answer"
REFER_CONSULT: Final = "consult.refer"
_READ: Final = (READ_CONSULT, "consult.read_button")
_ANSWER: Final = (ANSWER_CONSULT, "consult.answer_button")


def draw_answered(kit: Kit, consult_id: ConsultId) -> PrivateMessage:
    """Tell that there is an answer, with the ways to read it and to refer."""
    body = [kit.title("consult.title"), kit.text("consult.is_answered")]
    read = Press(verb=READ_CONSULT, subject=consult_id)
    refer = Press(verb=REFER_CONSULT, subject=consult_id)
    buttons = [
        kit.dialog_button("consult.read_button", read),
        kit.dialog_button("consult.refer_button", refer),
    ]
    return kit.private(Preview.CONSULT, body, buttons)


def list_own_consult_rows(views: Sequence[ConsultRow]) -> OverviewPart:
    """List what a member asked."""
    rows = tuple(_list_row(one, _choose_own(one), _READ) for one in views)
    return asked_part("consult.own", rows)


def list_consult_rows(views: Sequence[ConsultRow]) -> OverviewPart:
    """List the questions that wait for a coordinator."""
    rows = tuple(_list_row(one, _choose_asked(one), _ANSWER) for one in views)
    return asked_part("consult.to_answer", rows)


def _list_row(view: ConsultRow, key: str, does: tuple[str, str]) -> OverviewRow:
    verb, title = does
    said: dict[str, Value] = {"name": view.asker, "at": view.said_at, "taken_by": view.taken_by}
    show = Press(verb=verb, subject=view.id)
    button = RowButton(key=title, press=show, opens_dialog=True)
    return OverviewRow(text=Text(key, said), button=button)


def _choose_own(view: ConsultRow) -> str:
    if not view.waits:
        return "consult.own_answered"
    return "consult.own_taken" if view.taken_by else "consult.own_waits"


def _choose_asked(view: ConsultRow) -> str:
    if view.is_late:
        return "consult.row_late_taken" if view.taken_by else "consult.row_late"
    return "consult.row_taken" if view.taken_by else "consult.row_waits"
