"""Asking outside the house in Teams: recorded by a coordinator from the card of a case."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.known_check import CHECK_KNOWN
from cards.referral import CaseButton
from dialogs.about import AboutCase
from dialogs.known_check import KNOWN_CHECK
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press


async def _check(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutCase(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, KNOWN_CHECK, about))


FEATURE: Final = Feature(
    buttons={CHECK_KNOWN: _check},
    dialogs=(KNOWN_CHECK,),
    case_buttons=(
        CaseButton(action=Action.CHECK_KNOWN, key="known_check.button", verb=CHECK_KNOWN),
    ),
)
