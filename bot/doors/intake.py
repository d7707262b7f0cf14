"""The full intake in Teams: filled in from the card of a case, and confirmed by its referrer when a
coordinator wrote it down.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from cards.intake import (
    CONFIRM_INTAKE,
    READ_TO_CONFIRM,
    lay_out_confirmed,
    lay_out_to_confirm,
    list_intakes,
)
from cards.referral import FILL_INTAKE, CaseButton
from dialogs.intake import INTAKE
from domain.access import Action
from domain.identifiers import CaseId
from domain.press import Press
from domain.timer import TimerKind
from services.intake_confirmation import (
    confirm_intake,
    list_own_intakes,
    look_at_intake,
    open_intake_to_confirm,
    read_intake_to_confirm,
    read_own_intakes,
)
from services.ports.own_parts import OwnPart


async def _read(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    permit = await open_intake_to_confirm(desk.ctx, CaseId(press.subject))
    return Show(screen=lay_out_to_confirm(await read_intake_to_confirm(desk.ctx, permit)))


async def _confirm(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    permit = await open_intake_to_confirm(desk.ctx, CaseId(press.subject))
    await confirm_intake(desk.ctx, permit, press.version or 0)
    return Show(screen=lay_out_confirmed(permit.case.code))


FEATURE: Final = Feature(
    buttons={
        FILL_INTAKE: opening(INTAKE, about_case),
        READ_TO_CONFIRM: _read,
        CONFIRM_INTAKE: _confirm,
    },
    timers={TimerKind.INTAKE_CONFIRMATION: look_at_intake},
    dialogs=(INTAKE,),
    overview=(in_own(list_own_intakes, list_intakes),),
    own_part=OwnPart.INTAKES,
    digest=(in_digest(read_own_intakes, list_intakes),),
    case_buttons=(CaseButton(action=Action.FILL_INTAKE, key="intake.button", verb=FILL_INTAKE),),
)
