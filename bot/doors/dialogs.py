"""All dialogs of the house behind one set of buttons."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from dialogs.acute import ACUTE_OPENING, ACUTE_REPORT
from dialogs.acute_convening import ACUTE_JUDGEMENT
from dialogs.acute_session import ACUTE_CLOSING, ACUTE_DEPUTY, ACUTE_TELEPHONE
from dialogs.colour import COLOUR
from dialogs.engine import VERBS, Engine
from dialogs.referral import EDIT_REFERRAL, REFERRAL
from dialogs.screening import SCREENING
from dialogs.weighing import WEIGHING
from domain.press import Press
from domain.timer import TimerKind
from services.drafts import look_at_draft

ENGINE: Final = Engine((
    REFERRAL,
    EDIT_REFERRAL,
    SCREENING,
    WEIGHING,
    COLOUR,
    ACUTE_REPORT,
    ACUTE_OPENING,
    ACUTE_JUDGEMENT,
    ACUTE_DEPUTY,
    ACUTE_TELEPHONE,
    ACUTE_CLOSING,
))  # fmt: skip


async def _press(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    return Show(screen=await ENGINE.press(desk.ctx, press, inputs))


FEATURE: Final = Feature(
    buttons=dict.fromkeys(VERBS, _press), timers={TimerKind.DIALOG_DRAFT: look_at_draft}
)
