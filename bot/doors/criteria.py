"""The criteria of what came in as an acute report: asked of its referrer, later, in *mijn*."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Reply, Show
from cards.criteria import EXPLAIN, list_criteria
from cards.kit import Kit
from cards.overview import OverviewPart
from dialogs.about import AboutCase
from dialogs.referral import EXPLAIN_CRITERIA
from domain.identifiers import CaseId
from domain.press import Press
from domain.timer import TimerKind
from services.criteria import list_own_criteria, look_at_criteria, read_own_criteria
from services.moment import Reading
from services.ports.own_parts import OwnPart


async def _explain(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutCase(case=CaseId(press.subject))
    return Show(screen=await desk.dialogs.begin(desk.ctx, EXPLAIN_CRITERIA, about))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_criteria(await list_own_criteria(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_criteria(await read_own_criteria(reading))


FEATURE: Final = Feature(
    buttons={EXPLAIN: _explain},
    timers={TimerKind.CRITERIA: look_at_criteria},
    dialogs=(EXPLAIN_CRITERIA,),
    overview=(_list_own,),
    own_part=OwnPart.CRITERIA,
    digest=(_list_asked,),
)
