"""Linked cases in Teams: a coordinator links one from its card, and ends that from its page."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from cards.linked_case import LINK_CASES, UNLINK_CASES
from cards.referral import CaseButton
from dialogs.linked_case import CASE_LINKING, CASE_UNLINKING
from domain.access import Action

FEATURE: Final = Feature(
    buttons={
        LINK_CASES: opening(CASE_LINKING, about_case),
        UNLINK_CASES: opening(CASE_UNLINKING, about_case),
    },
    dialogs=(CASE_LINKING, CASE_UNLINKING),
    case_buttons=(CaseButton(action=Action.LINK_CASE, key="linked_case.button", verb=LINK_CASES),),
)
