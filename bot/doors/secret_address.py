"""A secret address in Teams: from the window that says who a case is about."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.referral import HIDE_ADDRESS, READ_HIDDEN_ADDRESS
from dialogs.about import AboutCase
from dialogs.secret_address import HIDING, LOOKING
from domain.identifiers import CaseId
from domain.press import Press


async def _hide(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutCase(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, HIDING, about))


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutCase(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, LOOKING, about))


FEATURE: Final = Feature(
    buttons={HIDE_ADDRESS: _hide, READ_HIDDEN_ADDRESS: _read}, dialogs=(HIDING, LOOKING)
)
