"""Linked cases in Teams: a coordinator links one from its card, and ends that from its page."""

from collections.abc import Mapping
from typing import Any, Final

from bot.turns.feature import ButtonHandler, Desk, Feature
from bot.turns.replies import Reply, Show
from cards.linked_case import LINK_CASES, UNLINK_CASES
from cards.referral import CaseButton
from dialogs.about import AboutCase
from dialogs.linked_case import CASE_LINKING, CASE_UNLINKING
from dialogs.pages import Dialog
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press


def _opening(dialog: Dialog[AboutCase, Any]) -> ButtonHandler:
    async def handle(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
        about = AboutCase(case=CaseId(press.subject))
        return Show(screen=await desk.dialogs.begin(desk.ctx, dialog, about))

    return handle


FEATURE: Final = Feature(
    buttons={LINK_CASES: _opening(CASE_LINKING), UNLINK_CASES: _opening(CASE_UNLINKING)},
    dialogs=(CASE_LINKING, CASE_UNLINKING),
    case_buttons=(CaseButton(action=Action.LINK_CASE, key="linked_case.button", verb=LINK_CASES),),
)
