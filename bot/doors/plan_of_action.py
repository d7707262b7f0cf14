"""The plan of action in Teams: read from the card of a case, and written by a process director."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.plan_of_action import READ_PLAN, WRITE_PLAN, lay_out_plan
from cards.referral import CaseButton
from dialogs.plan_of_action import PLAN_OF_ACTION, AboutPlan
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from services.plan_of_action import view_plan


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Show(screen=lay_out_plan(await view_plan(desk.ctx, CaseId(press.subject))))


async def _write(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutPlan(case=CaseId(press.subject), number=press.version)
    return Show(screen=await desk.dialogs.begin(desk.ctx, PLAN_OF_ACTION, about))


FEATURE: Final = Feature(
    buttons={READ_PLAN: _read, WRITE_PLAN: _write},
    dialogs=(PLAN_OF_ACTION,),
    case_buttons=(
        CaseButton(action=Action.VIEW_ACTIONS, key="plan_of_action.case_button", verb=READ_PLAN),
    ),
)
