"""Whether an organisation may be named to who referred a case: asked in digest and *mijn*."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.replies import Instead, Reply
from cards.involved_answer import ANSWER_NAMING, TAKE_BACK_NAMING, draw_naming, list_naming_parts
from cards.kit import Kit
from cards.overview import OverviewPart
from dialogs.involved_answer import INVOLVED_ANSWER, AboutNaming
from domain.identifiers import NamingId
from domain.press import Press
from domain.timer import TimerKind
from services.involved_answer import (
    list_namings,
    look_at_involved_answer,
    read_namings,
    take_back_naming_answer,
)
from services.moment import Reading
from services.ports.own_parts import OwnPart


def _about(press: Press) -> AboutNaming:
    return AboutNaming(naming=NamingId(press.subject))


async def _take_back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    row = await take_back_naming_answer(desk.ctx, NamingId(press.subject), press.version)
    return Instead(message=draw_naming(desk.kit, row))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_naming_parts(await list_namings(desk.ctx))


async def _list_waiting(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    return list_naming_parts(await read_namings(reading))


FEATURE: Final = Feature(
    buttons={ANSWER_NAMING: opening(INVOLVED_ANSWER, _about), TAKE_BACK_NAMING: _take_back},
    timers={TimerKind.INVOLVED_ANSWER: look_at_involved_answer},
    dialogs=(INVOLVED_ANSWER,),
    overview=(_list_own,),
    own_part=OwnPart.NAMINGS,
    digest=(_list_waiting,),
)
