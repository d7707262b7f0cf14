"""Whether a case may be kept longer: who supplied something of it answers from *mijn* and the
digest; a process director asks them, from the warning that a case goes.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.opening import opening
from bot.turns.own_rows import in_digest, in_own
from bot.turns.replies import Reply, Show
from bot.turns.typed_case import seen_case
from cards.extension import ANSWER_EXTENSION, EXTEND_CASE, list_extension_tasks
from cards.extension_outcome import list_extension_outcomes
from dialogs.extension import EXTENSION, EXTENSION_ANSWER, EXTENSION_TELEPHONE, choose_extension
from domain.access import Action
from domain.press import Press
from services.extension_answer import list_extension_rows, read_extension_rows
from services.extension_outcome import read_outcomes
from services.ports.own_parts import OwnPart
from services.seen_case import take_case


async def _extend(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    permit = await take_case(desk.ctx, Action.EXTEND_CASE, seen_case(press))
    chosen = await choose_extension(desk.ctx, permit)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, chosen, permit))


FEATURE: Final = Feature(
    buttons={ANSWER_EXTENSION: opening(EXTENSION_ANSWER, seen_case), EXTEND_CASE: _extend},
    dialogs=(EXTENSION, EXTENSION_TELEPHONE, EXTENSION_ANSWER),
    overview=(in_own(list_extension_rows, list_extension_tasks),),
    own_part=OwnPart.EXTENSIONS,
    digest=(
        in_digest(read_extension_rows, list_extension_tasks),
        in_digest(read_outcomes, list_extension_outcomes),
    ),
)
