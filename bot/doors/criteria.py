"""The criteria of what came in as an acute report: asked of its referrer, later, in *mijn*."""

from typing import Final

from bot.turns.feature import Feature
from bot.turns.opening import about_case, opening
from bot.turns.own_rows import in_digest, in_own
from cards.criteria import EXPLAIN, list_criteria, list_unexplained
from dialogs.referral import EXPLAIN_CRITERIA
from domain.timer import TimerKind
from services.criteria import (
    list_own_criteria,
    look_at_criteria,
    read_own_criteria,
    read_unexplained,
)
from services.ports.own_parts import OwnPart

FEATURE: Final = Feature(
    buttons={EXPLAIN: opening(EXPLAIN_CRITERIA, about_case)},
    timers={TimerKind.CRITERIA: look_at_criteria},
    dialogs=(EXPLAIN_CRITERIA,),
    overview=(in_own(list_own_criteria, list_criteria),),
    own_part=OwnPart.CRITERIA,
    digest=(
        in_digest(read_own_criteria, list_criteria),
        in_digest(read_unexplained, list_unexplained),
    ),
)
