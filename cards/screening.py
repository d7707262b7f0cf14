"""Screening on a card: the button that opens it, and the message that something is missing."""

from typing import Final

from cards.kit import Kit
from cards.messages import Preview, PrivateMessage
from cards.referral import EDIT
from domain.identifiers import CaseCode, CaseId
from domain.press import Press

SCREEN: Final = "screening.open"


def draw_incomplete(kit: Kit, code: CaseCode, case_id: CaseId) -> PrivateMessage:
    """Tell a referrer that something is missing; what exactly, only the dialog shows."""
    body = [
        kit.title("screening.incomplete", code=code),
        kit.text("screening.incomplete_meaning"),
    ]
    complete = kit.dialog_button("screening.complete_button", Press(verb=EDIT, subject=case_id))
    return kit.private(Preview.REFERRAL, body, [complete])
