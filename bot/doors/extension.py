"""Whether a case may be kept longer: who supplied something of it answers from *mijn* and the
digest; a process director asks them, from the warning that a case goes.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import seen_case
from cards.extension import ANSWER_EXTENSION, EXTEND_CASE, list_extension_tasks
from cards.extension_outcome import list_extension_outcomes
from cards.kit import Kit
from cards.overview import OverviewPart
from dialogs.extension import (
    EXTENSION,
    EXTENSION_ANSWER,
    EXTENSION_TELEPHONE,
    choose_extension,
)
from domain.access import Action
from domain.press import Press
from services.extension_answer import list_extension_rows, read_extension_rows
from services.extension_outcome import read_outcomes
from services.moment import Reading
from services.ports.own_parts import OwnPart
from services.seen_case import take_case


async def _extend(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    permit = await take_case(desk.ctx, Action.EXTEND_CASE, seen_case(press))
    chosen = await choose_extension(desk.ctx, permit)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, chosen, permit))


async def _list_own(desk: Desk) -> Sequence[OverviewPart]:
    return list_extension_tasks(await list_extension_rows(desk.ctx))


async def _list_asked(reading: Reading, _kit: Kit) -> Sequence[OverviewPart]:
    tasks = list_extension_tasks(await read_extension_rows(reading))
    return (*tasks, list_extension_outcomes(await read_outcomes(reading)))


FEATURE: Final = Feature(
    buttons={ANSWER_EXTENSION: opening(EXTENSION_ANSWER, seen_case), EXTEND_CASE: _extend},
    dialogs=(EXTENSION, EXTENSION_TELEPHONE, EXTENSION_ANSWER),
    overview=(_list_own,),
    own_part=OwnPart.EXTENSIONS,
    digest=(_list_asked,),
)
