"""The draft of an agenda as a workbench in Teams: a case is chosen on the card and changed in a
dialog, and the last change is undone with one press.
"""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.replies import Instead, Reply, Show
from cards.agenda import draw_agenda
from cards.agenda_wish import CHOSEN_CASE, OPEN_WORKBENCH, UNDO_WISH
from dialogs.agenda_wish import AGENDA_WISH
from domain.identifiers import MeetingId
from domain.press import Press
from services.agenda_wish import open_chosen, take_back_last


async def _open(desk: Desk, press: Press, inputs: Mapping[str, str]) -> Reply:
    chosen = inputs.get(CHOSEN_CASE, "")
    workbench = await open_chosen(desk.ctx, MeetingId(press.subject), chosen)
    return Show(screen=await desk.dialogs.begin_allowed(desk.ctx, AGENDA_WISH, workbench))


async def _undo(desk: Desk, press: Press, _inputs: Mapping[str, str]) -> Reply:
    view = await take_back_last(desk.ctx, MeetingId(press.subject), press.version)
    return Instead(message=draw_agenda(desk.kit, view))


FEATURE: Final = Feature(
    buttons={OPEN_WORKBENCH: _open, UNDO_WISH: _undo},
    dialogs=(AGENDA_WISH,),
)
