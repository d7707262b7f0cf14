"""The circle of a case in Teams: a process director involves a partner or ends a place, by buttons
on the case. A place that was given until a day ends by itself.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.case_circle import INVOLVE_PARTNER, REMOVE_PARTNER
from cards.referral import CaseButton
from dialogs.case_circle import PARTNER_INVOLVING, PARTNER_REMOVING, CircleAsked
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.timer import TimerKind
from services.case_circle import look_at_circle
from services.leaving import look_at_places


async def _involve(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = CircleAsked(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, PARTNER_INVOLVING, about))


async def _remove(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = CircleAsked(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, PARTNER_REMOVING, about))


FEATURE: Final = Feature(
    buttons={INVOLVE_PARTNER: _involve, REMOVE_PARTNER: _remove},
    timers={TimerKind.CIRCLE: look_at_circle, TimerKind.PLACES: look_at_places},
    dialogs=(PARTNER_INVOLVING, PARTNER_REMOVING),
    case_buttons=(
        CaseButton(
            action=Action.CHANGE_CIRCLE, key="case_circle.involve_button", verb=INVOLVE_PARTNER
        ),
        CaseButton(
            action=Action.CHANGE_CIRCLE, key="case_circle.remove_button", verb=REMOVE_PARTNER
        ),
    ),
)
