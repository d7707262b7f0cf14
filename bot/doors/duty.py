"""The duty rota in Teams: ``dienst`` shows the coming weeks; that nobody is on duty is told."""

from collections.abc import Mapping
from typing import Final

from bot.turns.feature import Command, Desk, Feature, Group
from bot.turns.own_rows import in_digest
from bot.turns.replies import Instead, Reply, Say
from cards.duty import SHOW_ROTA, draw_duty_gap, draw_rota, list_gaps_found
from cards.kit import Kit
from cards.messages import PrivateMessage
from domain.access import Action
from domain.duty_gap import DutyGapId
from domain.notice import NoticeKind, PrivateNotice
from domain.press import Press
from domain.timer import TimerKind
from services.duty import view_rota
from services.duty_gap import list_duty_gaps, look_at_duty, read_duty_gap
from services.duty_swap import list_own_swaps
from services.moment import Reading


async def _show(desk: Desk, _arguments: str) -> Reply:
    return Say(message=await _draw(desk))


async def _show_again(desk: Desk, _press: Press, _inputs: Mapping[str, str]) -> Reply:
    return Instead(message=await _draw(desk))


async def _draw(desk: Desk) -> PrivateMessage:
    view = await view_rota(desk.ctx)
    return draw_rota(desk.kit, view, await list_own_swaps(desk.ctx) if view.may_swap else ())


async def _render_gap(reading: Reading, kit: Kit, notice: PrivateNotice) -> PrivateMessage | None:
    return draw_duty_gap(kit, await read_duty_gap(reading, DutyGapId(notice.subject)))


FEATURE: Final = Feature(
    commands=(
        Command(
            words=("dienst", "duty"),
            action=Action.VIEW_ROTA,
            run=_show,
            help_key="help.line.duty",
            group=Group.OFFICE,
            runs_alone=True,
        ),
    ),
    buttons={SHOW_ROTA: _show_again},
    notices={NoticeKind.DUTY_GAP: _render_gap},
    timers={TimerKind.DUTY: look_at_duty},
    digest=(in_digest(list_duty_gaps, list_gaps_found),),
)
