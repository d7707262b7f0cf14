"""The page of an acute session in Teams: opened from the board by who runs it."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_session, opening
from cards.acute_discussion import WRITE_SESSION
from dialogs.acute_discussion import ACUTE_DISCUSSION

FEATURE: Final = Feature(
    buttons={WRITE_SESSION: opening(ACUTE_DISCUSSION, about_session)}, dialogs=(ACUTE_DISCUSSION,)
)
