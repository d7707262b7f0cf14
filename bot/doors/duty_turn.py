"""Setting the duty rota in Teams: a turn is put on it, changed or taken away, and each whom that
touches is told.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.turns.feature import Desk, Feature
from bot.turns.own_rows import in_digest
from bot.turns.replies import Reply, Show
from cards.duty_turn import ADD_TURN, CHANGE_TURN, CHOSEN_TURN, draw_duty_change, list_new_duties
from cards.kit import Kit
from cards.messages import PrivateMessage
from dialogs.duty_turn import DUTY_TURN, DUTY_TURN_CHANGE, AboutNewTurn, name_turn
from domain.duty_change import DutyChangeId
from domain.errors import NotFoundError
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from services.duty_change import list_duty_changes, read_duty_change
from services.duty_turn import find_turn
from services.moment import Reading


async def _add(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    about = AboutNewTurn(member=desk.ctx.actor.id)
    return Show(screen=await desk.dialogs.begin(desk.ctx, DUTY_TURN, about))


async def _change(desk: Desk, _press: Press, inputs: Mapping[str, str]) -> Reply:
    turn = await find_turn(desk.ctx, _read_day(inputs.get(CHOSEN_TURN, "")))
    return Show(screen=await desk.dialogs.begin(desk.ctx, DUTY_TURN_CHANGE, name_turn(turn)))


def _read_day(chosen: str) -> date | None:
    try:
        return date.fromisoformat(chosen) if chosen else None
    except ValueError:
        raise NotFoundError from None


async def _render(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    views = await read_duty_change(reading, DutyChangeId(notice.subject))
    return draw_duty_change(kit, views) if views else None


FEATURE: Final = Feature(
    buttons={ADD_TURN: _add, CHANGE_TURN: _change},
    notices={NoticeKind.DUTY_CHANGE: _render},
    dialogs=(DUTY_TURN, DUTY_TURN_CHANGE),
    digest=(in_digest(list_duty_changes, list_new_duties),),
)
