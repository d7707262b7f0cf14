"""The criteria of what came in as an acute report: asked of its referrer, later, in *mijn*."""

from collections.abc import Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import about_case, opening
from cards.criteria import EXPLAIN, list_criteria
from cards.kit import Kit
from cards.overview import OverviewPart
from dialogs.referral import EXPLAIN_CRITERIA
from domain.timer import TimerKind
from services.criteria import list_own_criteria, look_at_criteria, read_own_criteria
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_criteria(await list_own_criteria(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_criteria(await read_own_criteria(reading))


FEATURE: Final = Feature(
    buttons={EXPLAIN: opening(EXPLAIN_CRITERIA, about_case)},
    timers={TimerKind.CRITERIA: look_at_criteria},
    dialogs=(EXPLAIN_CRITERIA,),
    overview=(_list_own,),
    own_part=OwnPart.CRITERIA,
    digest=(_list_asked,),
)
