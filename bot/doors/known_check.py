"""Asking outside the house in Teams: recorded by a coordinator from the card of a case."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from cards.known_check import CHECK_KNOWN
from cards.referral import CaseButton
from dialogs.known_check import KNOWN_CHECK
from domain.access import Action

FEATURE: Final = Feature(
    buttons={CHECK_KNOWN: opening(KNOWN_CHECK, about_case)},
    dialogs=(KNOWN_CHECK,),
    case_buttons=(
        CaseButton(action=Action.CHECK_KNOWN, key="known_check.button", verb=CHECK_KNOWN),
    ),
)
