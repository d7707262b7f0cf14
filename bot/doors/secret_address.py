"""A secret address in Teams: from the window that says who a case is about."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from cards.referral import HIDE_ADDRESS, READ_HIDDEN_ADDRESS
from dialogs.secret_address import HIDING, LOOKING

FEATURE: Final = Feature(
    buttons={
        HIDE_ADDRESS: opening(HIDING, about_case),
        READ_HIDDEN_ADDRESS: opening(LOOKING, about_case),
    },
    dialogs=(HIDING, LOOKING),
)
