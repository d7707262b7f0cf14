"""Asking to have a case discussed, and taking that back."""

from typing import Final

from cards.page import ButtonView, PageView, ReceiptView, ShownView
from cards.referral import HIDE
from cards.words import Text
from domain.case import Case
from domain.discussion_wish import DiscussionWish
from domain.identifiers import CaseCode
from domain.press import Press

ASK_DISCUSSION: Final = "discussion_wish.open"
WITHDRAW_DISCUSSION: Final = "discussion_wish.withdraw"


def lay_out_own_wish(case: Case, own: DiscussionWish) -> PageView:
    """Lay out what a member asked and why, to take it back."""
    withdraw = Press(verb=WITHDRAW_DISCUSSION, subject=case.id)
    return PageView(
        title=Text("discussion_wish.done", {"code": case.code}),
        shown=(
            ShownView(
                label=Text("discussion_wish.asked_on", {"at": own.asked_at}), lines=(own.reason,)
            ),
        ),
        buttons=(
            ButtonView(key="case.hide_button", press=Press(verb=HIDE)),
            ButtonView(key="discussion_wish.withdraw_button", press=withdraw),
        ),
        reopen=Press(verb=ASK_DISCUSSION, subject=case.id),
    )


def lay_out_withdrawn(code: CaseCode) -> ReceiptView:
    """Say that this member no longer asks to discuss the case."""
    return ReceiptView(title=Text("discussion_wish.withdrawn", {"code": code}))
