"""Whether an organisation may be named to who referred a case: asked in digest and *mijn*."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Instead, Reply
from cards.involved_answer import ANSWER_NAMING, TAKE_BACK_NAMING, draw_naming, list_naming_parts
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
from services.ports.own_parts import OwnPart


def _about(press: Press) -> AboutNaming:
    return AboutNaming(naming=NamingId(press.subject))


async def _take_back(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    row = await take_back_naming_answer(desk.ctx, NamingId(press.subject), press.version)
    return Instead(message=draw_naming(desk.kit, row))


FEATURE: Final = Feature(
    buttons={ANSWER_NAMING: opening(INVOLVED_ANSWER, _about), TAKE_BACK_NAMING: _take_back},
    timers={TimerKind.INVOLVED_ANSWER: look_at_involved_answer},
    dialogs=(INVOLVED_ANSWER,),
    overview=(in_own(list_namings, list_naming_parts),),
    own_part=OwnPart.NAMINGS,
    digest=(in_digest(read_namings, list_naming_parts),),
)
